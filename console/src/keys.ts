/** A new Idempotency-Key. crypto.randomUUID would be missing on a plain http address of a company's network. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
