/** Members that are floating-point numbers to CloudWatch, a Java program, and so always have a point. */
const DOUBLES: readonly string[] = ['threshold', 'Threshold', 'value', 'sampleCount'];

/** JSON with those numbers, and the ones in lists, as CloudWatch writes them: `"threshold":1.0`. */
export function javaJson(data: unknown): string {
  const text = JSON.stringify(data, function (this: unknown, key, value: unknown) {
    const isDouble = typeof value === 'number' && (DOUBLES.includes(key) || Array.isArray(this));
    return isDouble ? `${MARK}${decimal(value)}` : value;
  });
  return text.replaceAll(MARKED, '$1');
}

/** A character that JSON writes as an escape wherever else it occurs after a quote. */
const MARK = '\u0001';
const MARKED = /"\\u0001([-+.\dE]+)"/g;

/** A number as CloudWatch, a Java program, writes it: 3.0, 0.005, 1.0E7. */
export function decimal(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
