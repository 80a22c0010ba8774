import { expect, test } from 'vitest';
import { canBeOfType } from '../../src/domain/file-signature.ts';

const bytes = (hex: string) => Buffer.from(hex, 'hex');
const text = (words: string) => Buffer.from(words);

test.each([
  [text('%PDF-1.7'), 'application/pdf', true],
  [text('%PDF-1.7'), 'Application/PDF', true],
  [text('%PDF-1.7'), 'text/plain', false],
  [text('<html>'), 'application/pdf', false],
  [text('<html>'), 'text/html', true],
  [bytes('89504e470d0a1a0a00'), 'image/png', true],
  [bytes('89504e470d0a1a0a00'), 'image/jpeg', false],
  [bytes('ffd8ffe0'), 'image/jpeg', true],
  [bytes('504b0304'), 'application/zip', true],
  [bytes('504b0304'), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', true],
  [text('名称,城市'), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', false],
  [bytes('d0cf11e0a1b11ae1'), 'application/msword', true],
  [bytes('4d5a9000'), 'application/octet-stream', false],
  [bytes('7f454c46'), 'application/x-executable', false],
  [bytes('00010203'), 'application/octet-stream', true],
  [bytes(''), 'text/plain', true],
  [bytes(''), 'application/pdf', false],
])('what begins with %o, said to be %s: %s', (head, type, can) => {
  expect(canBeOfType(head, type)).toBe(can);
});
