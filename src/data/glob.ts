/**
 * Whether a column's name matches a glob. `*` stands for any text, `?` for one character, `[a-z]` for one of a set
 * (`[!a-z]`, `[^a-z]`: none of it), `\` takes a sign's meaning; everything else is itself. Libraries for paths read
 * `(…)`, `{…}`, `+` or `!` as more. Goes back to the last `*` only, so the time is at most the product of both lengths.
 */
export function globMatcher(glob: string): (name: string) => boolean {
  const pattern = parse(Array.from(glob));
  return (name) => matches(pattern, Array.from(name));
}

/** Whether a token has a sign that makes it a glob. */
export function isGlob(token: string): boolean {
  return /[*?[]/.test(token.replace(/\\./gs, ''));
}

type Part = '*' | ((sign: string) => boolean);

function matches(pattern: readonly Part[], name: readonly string[]): boolean {
  let [at, read] = [0, 0];
  let [star, from] = [-1, 0];
  while (read < name.length) {
    const part = pattern.at(at);
    if (at < pattern.length && part === '*') {
      [star, from] = [at++, read];
    } else if (at < pattern.length && typeof part === 'function' && part(name[read])) {
      at++;
      read++;
    } else if (star >= 0) {
      // The last `*` takes one sign more.
      at = star + 1;
      read = ++from;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every((part) => part === '*');
}

function parse(glob: readonly string[]): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < glob.length; at++) {
    const sign = glob[at];
    const end = sign === '[' ? glob.indexOf(']', at + 2 + Number(isNegation(glob[at + 1]))) : -1;
    if (sign === '*') {
      if (parts.at(-1) !== '*') parts.push('*');
    } else if (sign === '?') {
      parts.push(() => true);
    } else if (end > 0) {
      parts.push(oneOf(glob.slice(at + 1, end)));
      at = end;
    } else {
      const literal = sign === '\\' && at + 1 < glob.length ? glob[++at] : sign;
      parts.push((other) => other === literal);
    }
  }
  return parts;
}

function isNegation(sign: string | undefined): boolean {
  return sign === '!' || sign === '^';
}

/** The test of `[…]`, given what is between the brackets. */
function oneOf(set: readonly string[]): (sign: string) => boolean {
  const negated = isNegation(set[0]);
  const ranges: [string, string][] = [];
  for (let at = negated ? 1 : 0; at < set.length; at++) {
    if (set[at + 1] === '-' && at + 2 < set.length) {
      ranges.push([set[at], set[at + 2]]);
      at += 2;
    } else {
      ranges.push([set[at], set[at]]);
    }
  }
  return (sign) => ranges.some(([low, high]) => low <= sign && sign <= high) !== negated;
}
