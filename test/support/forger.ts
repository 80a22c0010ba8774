import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

/** Somebody with a key of their own who makes evidence packs that hold together in themselves. */
export class Forger {
  private readonly pair = generateKeyPairSync('ed25519');
  private readonly jwk = this.pair.publicKey.export({ format: 'jwk' }) as { kty: string; crv: string; x: string };

  /** of the forger's key */
  fingerprint(): Promise<string> {
    return calculateJwkThumbprint(this.jwk);
  }

  /**
   * A pack, changed and signed anew as a whole: key, manifest and signature match the files.
   * @param files of the genuine pack, by name
   * @param kid absent: that of the forger's key; else the one that it claims to be
   */
  async forge(
    files: Map<string, Buffer>,
    handoverId: string,
    change: (files: Map<string, Buffer>) => void,
    kid?: string,
  ): Promise<Map<string, Buffer>> {
    const id = kid ?? (await this.fingerprint());
    const forged = new Map(files);
    const keys = JSON.parse(String(files.get('keys.json'))) as { keys: object[] };
    forged.set('keys.json', Buffer.from(JSON.stringify({ keys: [...keys.keys, { ...this.jwk, kid: id }] })));
    change(forged);
    const manifest = JSON.parse(String(files.get('manifest.json'))) as { files: { path: string }[] };
    const text = JSON.stringify({
      ...manifest,
      files: manifest.files.map(({ path }) => {
        const bytes = forged.get(path) ?? Buffer.alloc(0);
        return { path, bytes: bytes.length, sha256: sha256(bytes) };
      }),
    });
    const claims = { handover: handoverId, manifest: sha256(text) };
    forged.set('manifest.json', Buffer.from(text));
    forged.set('manifest.jws', Buffer.from(this.jws('handover-evidence+jws', id, claims)));
    return forged;
  }

  private jws(typ: string, kid: string, claims: unknown): string {
    const [head, body] = [{ alg: 'EdDSA', kid, typ }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = sign(null, Buffer.from(`${head}.${body}`), this.pair.privateKey).toString('base64url');
    return `${head}.${body}.${signature}`;
  }
}
