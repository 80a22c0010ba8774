import * as z from 'zod';
import { id } from './schemas.ts';

/** What answers about access look like. */

const instant = z.iso.datetime();

export const freeze = z
  .strictObject({ id, personId: id, reason: z.string(), since: instant, liftedAt: instant.nullable() })
  .meta({ id: 'Freeze', description: 'while it is not lifted, nothing is served to the person' });
