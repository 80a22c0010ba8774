import * as z from 'zod';
import { instant } from './times.ts';

/** What answers about the sealed audit log look like. */

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

export const auditHead = z
  .strictObject({
    head: z
      .strictObject({
        number: count,
        size: count.meta({ description: 'how many entries it covers' }),
        root: hash.meta({ description: 'Merkle root (RFC 6962) over them' }),
        sealedAt: instant,
        jws: z.string().meta({ description: 'by a key of GET /keys' }),
      })
      .nullable(),
  })
  .meta({ id: 'AuditHead' });

export const auditProof = z
  .strictObject({
    kind: z.literal('proof'),
    v: count,
    entry: z.strictObject({
      id: count,
      at: z.string().meta({ description: 'UTC with microseconds' }),
      actorKind: z.string(),
      actorId: z.uuid().nullable(),
      action: z.string(),
      handoverId: z.uuid().nullable(),
      subjectType: z.string().nullable(),
      subjectId: z.uuid().nullable(),
      params: z.unknown(),
      xact: z.string(),
    }),
    position: count,
    path: z.array(z.string()).meta({ description: 'hashes from the leaf to the root, lowest first; base64url' }),
    head: z.string().meta({ description: 'compact JWS of the head that sealed the entry' }),
  })
  .meta({ id: 'AuditProof' });

export const jwks = z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())) }).meta({ id: 'Jwks' });

export const erased = z.strictObject({ values: count }).meta({ id: 'ErasedValues' });
