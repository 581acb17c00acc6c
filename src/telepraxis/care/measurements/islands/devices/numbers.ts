/**
 * Numbers as medical devices send them (IEEE 11073-20601): a signed whole number and a power of ten, kept as decimal text so
 * that 36.4 stays 36.4. What is no number (not a number, not at this resolution, infinite, reserved) is null.
 */
export function decimalText(mantissa: number, exponent: number): string {
  if (exponent >= 0) return (BigInt(mantissa) * 10n ** BigInt(exponent)).toString();
  const digits = Math.abs(mantissa).toString().padStart(1 - exponent, "0");
  const cut = digits.length + exponent;
  const fraction = digits.slice(cut).replace(/0+$/, "");
  return `${mantissa < 0 ? "-" : ""}${digits.slice(0, cut)}${fraction ? `.${fraction}` : ""}`;
}

const signed = (value: number, bits: number) => (value >= 2 ** (bits - 1) ? value - 2 ** bits : value);

/** SFLOAT, 16 bits: exponent in the upper 4, mantissa in the lower 12. `shift` moves the point, for a change of unit. */
export function sfloat(view: DataView, at: number, shift = 0): string | null {
  const raw = view.getUint16(at, true);
  const mantissa = raw & 0x0fff;
  if (mantissa >= 0x07fe && mantissa <= 0x0802) return null;
  return decimalText(signed(mantissa, 12), signed(raw >> 12, 4) + shift);
}

/** FLOAT, 32 bits: exponent in the upper 8, mantissa in the lower 24. */
export function float(view: DataView, at: number): string | null {
  const raw = view.getUint32(at, true);
  const mantissa = raw & 0x00ffffff;
  if (mantissa >= 0x7ffffe && mantissa <= 0x800002) return null;
  return decimalText(signed(mantissa, 24), signed(raw >>> 24, 8));
}
