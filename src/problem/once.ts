/** `f`, computed once for each argument: for what many ask of a problem, which never changes. Its values are not to be changed either. */
export function once<K extends object, V>(f: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (of) => {
    const found = known.get(of) ?? { value: f(of) };
    known.set(of, found);
    return found.value;
  };
}
