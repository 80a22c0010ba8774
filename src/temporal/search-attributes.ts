import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../contract/names.ts';
import { type TemporalTarget, openConnection } from './connection.ts';

/** Types as the operator service numbers them (temporal.api.enums.v1.IndexedValueType). */
const TYPE = { Keyword: 2, Int: 3, Bool: 5, Datetime: 6, KeywordList: 7 } as const;

/** name → type as Temporal's command line spells it */
export type AttributeTypes = Readonly<Record<string, keyof typeof TYPE>>;

/** Makes the namespace know the engine's search attributes; those already there stay. */
export async function addSearchAttributes(target: TemporalTarget): Promise<void> {
  const { connection, namespace } = await openConnection(target);
  try {
    await addMissing(connection, namespace, SEARCH_ATTRIBUTES);
  } finally {
    await connection.close();
  }
}

/** Makes a namespace know search attributes; those already there stay. @returns the names of those that were missing */
export async function addMissing(connection: Connection, namespace: string, wanted: AttributeTypes): Promise<string[]> {
  const { customAttributes } = await connection.operatorService
    .listSearchAttributes({ namespace })
    .catch(() => ({ customAttributes: {} }));
  const missing = Object.entries(wanted).filter(([name]) => !(name in (customAttributes ?? {})));
  if (missing.length > 0)
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, TYPE[type]])),
    });
  return missing.map(([name]) => name);
}
