/** What the first bytes of a file say of its type. */

const OFFICE =
  /^application\/(vnd\.openxmlformats-officedocument\.|vnd\.oasis\.opendocument\.|vnd\.ms-\w+\.\w+macroenabled|epub\+zip|java-archive)/i;
const SIGNATURES: readonly { begins: string; types: (type: string) => boolean }[] = [
  { begins: '255044462d', types: (type) => type === 'application/pdf' },
  { begins: '89504e470d0a1a0a', types: (type) => type === 'image/png' },
  { begins: 'ffd8ff', types: (type) => /^image\/p?jpe?g$/.test(type) },
  { begins: '47494638', types: (type) => type === 'image/gif' },
  { begins: '504b0304', types: (type) => /^application\/(x-)?zip(-compressed)?$/.test(type) || OFFICE.test(type) },
  {
    begins: 'd0cf11e0a1b11ae1',
    types: (type) =>
      /^application\/(msword|vnd\.ms-(excel|powerpoint|outlook|project|visio)|x-ole-storage)$/.test(type),
  },
  { begins: '1f8b', types: (type) => /^application\/(x-)?gzip$/.test(type) },
  { begins: '377abcaf271c', types: (type) => type === 'application/x-7z-compressed' },
  { begins: '526172211a07', types: (type) => /^application\/(vnd\.rar|x-rar-compressed)$/.test(type) },
  // Programs, of Windows and of Linux, are nobody's attachment.
  { begins: '4d5a', types: () => false },
  { begins: '7f454c46', types: () => false },
];

/**
 * Whether a file can be of the type that is said of it: one whose beginning is known must be of a type that begins so, and a type
 * that begins so must. Of what has no such beginning (text, CSV, drawings) anything is believed.
 * @param head its first bytes, 16 at least where it has so many
 */
export function canBeOfType(head: Uint8Array, mediaType: string): boolean {
  const type = mediaType.toLowerCase();
  const hex = Buffer.from(head.subarray(0, 16)).toString('hex');
  const known = SIGNATURES.find(({ begins }) => hex.startsWith(begins));
  return known ? known.types(type) : !SIGNATURES.some(({ types }) => types(type));
}
