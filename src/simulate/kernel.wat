;; The two passes of a gradient-descent step over one weight matrix, in 128-bit SIMD (two doubles at a time).
;;
;; A matrix is stored in panels of four rows. Within a panel the four rows are interleaved by pairs of columns,
;;     w00 w01  w10 w11  w20 w21  w30 w31 | w02 w03  w12 w13  …
;; so that one pointer walks all four rows through whole cache lines. Rows and columns are padded with zeros to a
;; multiple of four; a padded entry stays zero because the vectors are padded with zeros too.
;;
;; No relaxed-SIMD and no fused multiply-add: every result is the same, to the bit, on every machine.
(module
  (memory (import "env" "memory") 1)

  ;; Backward pass: first the update of the step before, W += pending vᵀ; then out += Wᵀ b; and pending becomes eta b,
  ;; to be applied with the v of this step when the next one comes by. `panels` counts four rows, `quads` four columns.
  (func (export "backward")
    (param $w i32) (param $panels i32) (param $quads i32)
    (param $pending i32) (param $v i32) (param $b i32) (param $out i32) (param $eta f64)
    (local $eta2 v128) (local $q i32) (local $vq i32) (local $oq i32)
    (local $b0 v128) (local $b1 v128) (local $b2 v128) (local $b3 v128)
    (local $p0 v128) (local $p1 v128) (local $p2 v128) (local $p3 v128)
    (local $x v128) (local $s v128) (local $sum v128)
    (local.set $eta2 (f64x2.splat (local.get $eta)))
    (loop $panel
      (local.set $b0 (v128.load64_splat offset=0 (local.get $b)))
      (local.set $b1 (v128.load64_splat offset=8 (local.get $b)))
      (local.set $b2 (v128.load64_splat offset=16 (local.get $b)))
      (local.set $b3 (v128.load64_splat offset=24 (local.get $b)))
      (local.set $p0 (v128.load64_splat offset=0 (local.get $pending)))
      (local.set $p1 (v128.load64_splat offset=8 (local.get $pending)))
      (local.set $p2 (v128.load64_splat offset=16 (local.get $pending)))
      (local.set $p3 (v128.load64_splat offset=24 (local.get $pending)))
      (v128.store offset=0 (local.get $pending) (f64x2.mul (local.get $eta2) (v128.load offset=0 (local.get $b))))
      (v128.store offset=16 (local.get $pending) (f64x2.mul (local.get $eta2) (v128.load offset=16 (local.get $b))))
      (local.set $q (local.get $quads))
      (local.set $vq (local.get $v))
      (local.set $oq (local.get $out))
      (loop $quad
        ;; columns 0, 1 of the quad
        (local.set $x (v128.load offset=0 (local.get $vq)))
        (local.set $sum (v128.load offset=0 (local.get $oq)))
        (local.set $s (f64x2.add (v128.load offset=0 (local.get $w)) (f64x2.mul (local.get $p0) (local.get $x))))
        (v128.store offset=0 (local.get $w) (local.get $s))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul (local.get $b0) (local.get $s))))
        (local.set $s (f64x2.add (v128.load offset=16 (local.get $w)) (f64x2.mul (local.get $p1) (local.get $x))))
        (v128.store offset=16 (local.get $w) (local.get $s))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul (local.get $b1) (local.get $s))))
        (local.set $s (f64x2.add (v128.load offset=32 (local.get $w)) (f64x2.mul (local.get $p2) (local.get $x))))
        (v128.store offset=32 (local.get $w) (local.get $s))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul (local.get $b2) (local.get $s))))
        (local.set $s (f64x2.add (v128.load offset=48 (local.get $w)) (f64x2.mul (local.get $p3) (local.get $x))))
        (v128.store offset=48 (local.get $w) (local.get $s))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul (local.get $b3) (local.get $s))))
        (v128.store offset=0 (local.get $oq) (local.get $sum))
        ;; columns 2, 3 of the quad
        (local.set $x (v128.load offset=16 (local.get $vq)))
        (local.set $sum (v128.load offset=16 (local.get $oq)))
        (local.set $s (f64x2.add (v128.load offset=64 (local.get $w)) (f64x2.mul (local.get $p0) (local.get $x))))
        (v128.store offset=64 (local.get $w) (local.get $s))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul (local.get $b0) (local.get $s))))
        (local.set $s (f64x2.add (v128.load offset=80 (local.get $w)) (f64x2.mul (local.get $p1) (local.get $x))))
        (v128.store offset=80 (local.get $w) (local.get $s))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul (local.get $b1) (local.get $s))))
        (local.set $s (f64x2.add (v128.load offset=96 (local.get $w)) (f64x2.mul (local.get $p2) (local.get $x))))
        (v128.store offset=96 (local.get $w) (local.get $s))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul (local.get $b2) (local.get $s))))
        (local.set $s (f64x2.add (v128.load offset=112 (local.get $w)) (f64x2.mul (local.get $p3) (local.get $x))))
        (v128.store offset=112 (local.get $w) (local.get $s))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul (local.get $b3) (local.get $s))))
        (v128.store offset=16 (local.get $oq) (local.get $sum))
        (local.set $w (i32.add (local.get $w) (i32.const 128)))
        (local.set $vq (i32.add (local.get $vq) (i32.const 32)))
        (local.set $oq (i32.add (local.get $oq) (i32.const 32)))
        (br_if $quad (local.tee $q (i32.sub (local.get $q) (i32.const 1)))))
      (local.set $b (i32.add (local.get $b) (i32.const 32)))
      (local.set $pending (i32.add (local.get $pending) (i32.const 32)))
      (br_if $panel (local.tee $panels (i32.sub (local.get $panels) (i32.const 1))))))

  ;; What the backward pass does, in two: with C outputs all C updates come before the first product. W += pending vᵀ.
  (func (export "addOuter")
    (param $w i32) (param $panels i32) (param $quads i32) (param $pending i32) (param $v i32)
    (local $q i32) (local $vq i32) (local $x v128)
    (local $p0 v128) (local $p1 v128) (local $p2 v128) (local $p3 v128)
    (loop $panel
      (local.set $p0 (v128.load64_splat offset=0 (local.get $pending)))
      (local.set $p1 (v128.load64_splat offset=8 (local.get $pending)))
      (local.set $p2 (v128.load64_splat offset=16 (local.get $pending)))
      (local.set $p3 (v128.load64_splat offset=24 (local.get $pending)))
      (local.set $q (local.get $quads))
      (local.set $vq (local.get $v))
      (loop $quad
        (local.set $x (v128.load offset=0 (local.get $vq)))
        (v128.store offset=0 (local.get $w)
          (f64x2.add (v128.load offset=0 (local.get $w)) (f64x2.mul (local.get $p0) (local.get $x))))
        (v128.store offset=16 (local.get $w)
          (f64x2.add (v128.load offset=16 (local.get $w)) (f64x2.mul (local.get $p1) (local.get $x))))
        (v128.store offset=32 (local.get $w)
          (f64x2.add (v128.load offset=32 (local.get $w)) (f64x2.mul (local.get $p2) (local.get $x))))
        (v128.store offset=48 (local.get $w)
          (f64x2.add (v128.load offset=48 (local.get $w)) (f64x2.mul (local.get $p3) (local.get $x))))
        (local.set $x (v128.load offset=16 (local.get $vq)))
        (v128.store offset=64 (local.get $w)
          (f64x2.add (v128.load offset=64 (local.get $w)) (f64x2.mul (local.get $p0) (local.get $x))))
        (v128.store offset=80 (local.get $w)
          (f64x2.add (v128.load offset=80 (local.get $w)) (f64x2.mul (local.get $p1) (local.get $x))))
        (v128.store offset=96 (local.get $w)
          (f64x2.add (v128.load offset=96 (local.get $w)) (f64x2.mul (local.get $p2) (local.get $x))))
        (v128.store offset=112 (local.get $w)
          (f64x2.add (v128.load offset=112 (local.get $w)) (f64x2.mul (local.get $p3) (local.get $x))))
        (local.set $w (i32.add (local.get $w) (i32.const 128)))
        (local.set $vq (i32.add (local.get $vq) (i32.const 32)))
        (br_if $quad (local.tee $q (i32.sub (local.get $q) (i32.const 1)))))
      (local.set $pending (i32.add (local.get $pending) (i32.const 32)))
      (br_if $panel (local.tee $panels (i32.sub (local.get $panels) (i32.const 1))))))

  ;; out += Wᵀ b, and pending becomes eta b.
  (func (export "transposed")
    (param $w i32) (param $panels i32) (param $quads i32)
    (param $pending i32) (param $b i32) (param $out i32) (param $eta f64)
    (local $eta2 v128) (local $q i32) (local $oq i32)
    (local $b0 v128) (local $b1 v128) (local $b2 v128) (local $b3 v128)
    (local.set $eta2 (f64x2.splat (local.get $eta)))
    (loop $panel
      (local.set $b0 (v128.load64_splat offset=0 (local.get $b)))
      (local.set $b1 (v128.load64_splat offset=8 (local.get $b)))
      (local.set $b2 (v128.load64_splat offset=16 (local.get $b)))
      (local.set $b3 (v128.load64_splat offset=24 (local.get $b)))
      (v128.store offset=0 (local.get $pending) (f64x2.mul (local.get $eta2) (v128.load offset=0 (local.get $b))))
      (v128.store offset=16 (local.get $pending) (f64x2.mul (local.get $eta2) (v128.load offset=16 (local.get $b))))
      (local.set $q (local.get $quads))
      (local.set $oq (local.get $out))
      (loop $quad
        (v128.store offset=0 (local.get $oq)
          (f64x2.add (v128.load offset=0 (local.get $oq))
            (f64x2.add
              (f64x2.add (f64x2.mul (local.get $b0) (v128.load offset=0 (local.get $w))) (f64x2.mul (local.get $b1) (v128.load offset=16 (local.get $w))))
              (f64x2.add (f64x2.mul (local.get $b2) (v128.load offset=32 (local.get $w))) (f64x2.mul (local.get $b3) (v128.load offset=48 (local.get $w)))))))
        (v128.store offset=16 (local.get $oq)
          (f64x2.add (v128.load offset=16 (local.get $oq))
            (f64x2.add
              (f64x2.add (f64x2.mul (local.get $b0) (v128.load offset=64 (local.get $w))) (f64x2.mul (local.get $b1) (v128.load offset=80 (local.get $w))))
              (f64x2.add (f64x2.mul (local.get $b2) (v128.load offset=96 (local.get $w))) (f64x2.mul (local.get $b3) (v128.load offset=112 (local.get $w)))))))
        (local.set $w (i32.add (local.get $w) (i32.const 128)))
        (local.set $oq (i32.add (local.get $oq) (i32.const 32)))
        (br_if $quad (local.tee $q (i32.sub (local.get $q) (i32.const 1)))))
      (local.set $b (i32.add (local.get $b) (i32.const 32)))
      (local.set $pending (i32.add (local.get $pending) (i32.const 32)))
      (br_if $panel (local.tee $panels (i32.sub (local.get $panels) (i32.const 1))))))

  ;; The two horizontal sums of x and y: [x₀ + x₁, y₀ + y₁].
  (func $rowSums (param $x v128) (param $y v128) (result v128)
    (f64x2.add
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $x) (local.get $y))
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $x) (local.get $y))))

  ;; Forward pass: out += W v, a sum for each of the four rows. The two products of a quad are added first, so that the
  ;; chain of additions is half as long; more sums would not fit in the registers.
  (func (export "forward")
    (param $w i32) (param $panels i32) (param $quads i32) (param $v i32) (param $out i32)
    (local $q i32) (local $vq i32) (local $x v128) (local $y v128)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (loop $panel
      (local.set $s0 (f64x2.splat (f64.const 0)))
      (local.set $s1 (local.get $s0))
      (local.set $s2 (local.get $s0))
      (local.set $s3 (local.get $s0))
      (local.set $q (local.get $quads))
      (local.set $vq (local.get $v))
      (loop $quad
        (local.set $x (v128.load offset=0 (local.get $vq)))
        (local.set $y (v128.load offset=16 (local.get $vq)))
        (local.set $s0
          (f64x2.add (local.get $s0)
            (f64x2.add
              (f64x2.mul (v128.load offset=0 (local.get $w)) (local.get $x))
              (f64x2.mul (v128.load offset=64 (local.get $w)) (local.get $y)))))
        (local.set $s1
          (f64x2.add (local.get $s1)
            (f64x2.add
              (f64x2.mul (v128.load offset=16 (local.get $w)) (local.get $x))
              (f64x2.mul (v128.load offset=80 (local.get $w)) (local.get $y)))))
        (local.set $s2
          (f64x2.add (local.get $s2)
            (f64x2.add
              (f64x2.mul (v128.load offset=32 (local.get $w)) (local.get $x))
              (f64x2.mul (v128.load offset=96 (local.get $w)) (local.get $y)))))
        (local.set $s3
          (f64x2.add (local.get $s3)
            (f64x2.add
              (f64x2.mul (v128.load offset=48 (local.get $w)) (local.get $x))
              (f64x2.mul (v128.load offset=112 (local.get $w)) (local.get $y)))))
        (local.set $w (i32.add (local.get $w) (i32.const 128)))
        (local.set $vq (i32.add (local.get $vq) (i32.const 32)))
        (br_if $quad (local.tee $q (i32.sub (local.get $q) (i32.const 1)))))
      (v128.store offset=0 (local.get $out)
        (f64x2.add (v128.load offset=0 (local.get $out)) (call $rowSums (local.get $s0) (local.get $s1))))
      (v128.store offset=16 (local.get $out)
        (f64x2.add (v128.load offset=16 (local.get $out)) (call $rowSums (local.get $s2) (local.get $s3))))
      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (br_if $panel (local.tee $panels (i32.sub (local.get $panels) (i32.const 1))))))

  ;; The sum of the squares of a matrix of so many blocks of four by four.
  (func (export "sumOfSquares") (param $w i32) (param $blocks i32) (result f64)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128) (local $x v128)
    (loop $block
      (local.set $x (v128.load offset=0 (local.get $w)))
      (local.set $s0 (f64x2.add (local.get $s0) (f64x2.mul (local.get $x) (local.get $x))))
      (local.set $x (v128.load offset=16 (local.get $w)))
      (local.set $s1 (f64x2.add (local.get $s1) (f64x2.mul (local.get $x) (local.get $x))))
      (local.set $x (v128.load offset=32 (local.get $w)))
      (local.set $s2 (f64x2.add (local.get $s2) (f64x2.mul (local.get $x) (local.get $x))))
      (local.set $x (v128.load offset=48 (local.get $w)))
      (local.set $s3 (f64x2.add (local.get $s3) (f64x2.mul (local.get $x) (local.get $x))))
      (local.set $x (v128.load offset=64 (local.get $w)))
      (local.set $s0 (f64x2.add (local.get $s0) (f64x2.mul (local.get $x) (local.get $x))))
      (local.set $x (v128.load offset=80 (local.get $w)))
      (local.set $s1 (f64x2.add (local.get $s1) (f64x2.mul (local.get $x) (local.get $x))))
      (local.set $x (v128.load offset=96 (local.get $w)))
      (local.set $s2 (f64x2.add (local.get $s2) (f64x2.mul (local.get $x) (local.get $x))))
      (local.set $x (v128.load offset=112 (local.get $w)))
      (local.set $s3 (f64x2.add (local.get $s3) (f64x2.mul (local.get $x) (local.get $x))))
      (local.set $w (i32.add (local.get $w) (i32.const 128)))
      (br_if $block (local.tee $blocks (i32.sub (local.get $blocks) (i32.const 1)))))
    (local.set $x
      (f64x2.add (f64x2.add (local.get $s0) (local.get $s1)) (f64x2.add (local.get $s2) (local.get $s3))))
    (f64.add (f64x2.extract_lane 0 (local.get $x)) (f64x2.extract_lane 1 (local.get $x))))
)
