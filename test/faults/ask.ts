import type { Reached } from './points.ts';

/** The side of a program: tells the test where it is and waits to be told to go on. */
const waiting = new Map<number, () => void>();
let count = 0;

process.on('message', (id: number) => {
  waiting.get(id)?.();
  waiting.delete(id);
});
// Without its test a program has nobody to stop it.
process.on('disconnect', () => process.exit(0));

export type Message = { ready: true } | { id: number; reached: Reached };
const tell = (message: Message) => process.send?.(message);

export function ready(): void {
  tell({ ready: true });
}

/** Stays at a point until the test says to go on. */
export function reach(reached: Reached): Promise<void> {
  count += 1;
  const id = count;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    tell({ id, reached });
  });
}
