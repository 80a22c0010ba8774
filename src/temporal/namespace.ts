import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../contract/names.ts';
import { addMissing } from './search-attributes.ts';

const ALREADY_EXISTS = 6;
const NOT_FOUND = 5;
const LOOK_EVERY_MS = 500;
const GIVE_UP_AFTER_MS = 60_000;

/**
 * Makes a namespace and its search attributes; what is there already stays as it is.
 * @param retentionDays how long the history of an ended case is kept; 1 at least
 * @returns what was made: the namespace's name and those of the attributes
 */
export async function prepareNamespace(
  connection: Connection,
  namespace: string,
  retentionDays: number,
): Promise<string[]> {
  const made: string[] = [];
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(`${retentionDays} days`),
    });
    made.push(namespace);
  } catch (error) {
    if (codeOf(error) !== ALREADY_EXISTS) throw error;
  }
  // Temporal's services hear of a new namespace some seconds later.
  for (const started = Date.now(); ;) {
    try {
      return [...made, ...(await addMissing(connection, namespace, SEARCH_ATTRIBUTES))];
    } catch (error) {
      if (codeOf(error) !== NOT_FOUND || Date.now() - started > GIVE_UP_AFTER_MS) throw error;
      await pause(LOOK_EVERY_MS);
    }
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
