import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';

const { History } = proto.temporal.api.history.v1;

export interface Replayed {
  name: string;
  events: number;
  /** undefined: replayed */
  error?: string;
}

/**
 * Replays every history of a folder against the present workflow code.
 * @throws when the folder holds none: a gate that looks at nothing must not pass
 */
export async function replayFolder(folder: string, bundle: { code: string }): Promise<Replayed[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  if (names.length === 0)
    throw new Error(`${folder} holds no history: the replay gate has nothing to hold the workflows against`);
  const histories = await Promise.all(
    names.map(async (name) => {
      const history = History.fromObject(JSON.parse(await readFile(join(folder, name), 'utf8')) as object);
      return { workflowId: name.slice(0, -5), history };
    }),
  );
  const events = new Map(histories.map((h) => [h.workflowId, (h.history.events ?? []).length]));
  const results: Replayed[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: bundle }, histories))
    results.push({
      name: workflowId,
      events: events.get(workflowId) ?? 0,
      ...(error === undefined ? {} : { error: error.message }),
    });
  return results;
}
