/**
 * The decompositions of ml-matrix that this project uses. Its entry loads all of it, in four times the time, so the build puts
 * what is used here into this file (scripts/finish-build.js).
 */
export {
  CholeskyDecomposition,
  EigenvalueDecomposition,
  inverse,
  LuDecomposition,
  Matrix,
  SingularValueDecomposition,
} from 'ml-matrix';
