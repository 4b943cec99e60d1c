type Values = Readonly<Record<string, string | undefined>>;

const EXPRESSION = /\$(?:\$|(?<plain>[A-Za-z_]\w*)|\{(?<name>[A-Za-z_]\w*)(?:(?<operator>:?[-?+])(?<word>[^}]*))?\})/g;

/**
 * Interpolates variables like Docker Compose: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:?message}`,
 * `${NAME:+word}`, `$$`.
 */
export function interpolate(text: string, values: Values): string {
  return text.replace(EXPRESSION, (...found) => {
    const { plain, name = plain, operator = '', word = '' } = found.at(-1) as Record<string, string | undefined>;
    if (name === undefined) return '$';
    const value = values[name];
    const given = operator.startsWith(':') ? Boolean(value) : value !== undefined;
    if (operator.endsWith('+')) return given ? word : '';
    return given ? value! : operator.endsWith('-') ? word : '';
  });
}

/** Returns the variables that a text requires with `:?` or `?`. */
export const requiredIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\$\{([A-Za-z_]\w*):?\?[^}]*\}/g)].map(([, name]) => name!)),
];
