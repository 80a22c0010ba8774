import { type Case, openCase, walk } from './case.ts';
import { until } from './people.ts';
import type { Fault, Point, Target } from './points.ts';
import type { World } from './world.ts';

/**
 * A handover per fault, all of the same target: when each stands at its point, the target is killed once, and started again.
 * @param policy key
 * @returns the cases when all have ended
 */
export async function strike(world: World, target: Target, faults: Fault[], policy: string): Promise<Case[]> {
  const cases: Case[] = [];
  for (const fault of faults) cases.push(await openCase(world, fault));
  world.listener = (reached, goOn) => void listen(world, cases, reached, goOn);
  const walks = Promise.all(
    cases.map((c) =>
      walk(world, c, policy).catch((error: unknown) => {
        c.failure = error;
      }),
    ),
  );
  await until('every case to stand at its point and at nothing else', async () => {
    if (cases.some((c) => c.failure !== undefined)) return true;
    const roaming = cases.filter((c) => c.held.length === 0 || hasAnother(c));
    if (roaming.length === 0) return true;
    throw new Error(`still under way: ${roaming.map(whereabouts).join('; ')}`);
  });
  for (const c of cases) {
    const begun = attemptsOf(c);
    Object.assign(c, { begunBefore: begun.length, attemptBefore: Math.max(0, ...begun.map((r) => r.attempt)) });
  }
  for (const c of cases) c.struck = true;
  await blows[target](world, cases);
  await walks;
  return cases;
}

/** What is killed, how it comes back, and when those that stand at their points wake up. */
const blows: Record<Target, (world: World, cases: Case[]) => Promise<void>> = {
  async worker(world) {
    await world.kill('worker');
    await world.start('worker');
  },
  async api(world) {
    await world.kill('api');
    await world.start('api');
  },
  /** The first attempt goes on without a database and fails; the second begins before it is back. */
  async postgres(world, cases) {
    await world.kill('postgres');
    wake(cases);
    await until('every first attempt to fail', async () => (cases.every(isTriedAgain) ? true : undefined));
    await world.start('postgres');
  },
  /** The first attempt has gone silent; it wakes up beside the second, whose report Temporal takes. */
  async temporal(world, cases) {
    await world.kill('temporal');
    await world.start('temporal');
    await until('every second attempt', async () => (cases.every(isTriedAgain) ? true : undefined));
    wake(cases);
  },
};

function wake(cases: Case[]): void {
  for (const goOn of cases.flatMap((c) => c.held)) goOn();
}

const attemptsOf = (c: Case) => c.reached.filter((r) => r.what === c.fault?.what && r.point === 'before');

/**
 * Another activity of the case is at work beside, such as the first letters beside the plan: it would be struck as well, anywhere. At
 * `written` the case's own row is locked, and every effect and every letter asks for it: what has only begun beside waits for the lock
 * and can commit and mail nothing. Only of a mail that has left a row is written without it.
 */
function hasAnother({ fault, reached }: Case): boolean {
  const locked = fault?.point.startsWith('written-') === true;
  const beside = new Map<string, Point[]>();
  for (const { what, point, attempt } of reached)
    if (attempt > 0 && what !== fault?.what) beside.set(what, [...(beside.get(what) ?? []), point]);
  return [...beside.values()].some((passed) => {
    const [earlier, last = 'before'] = [passed.at(-2), passed.at(-1)];
    const waits = last === 'before' || (last.startsWith('begun-') && earlier !== 'mailed');
    return last !== 'unreported' && !(locked && waits);
  });
}

/** Of a case that does not stand still: its point, and where each of its activities was last. */
function whereabouts({ fault, reached, held }: Case): string {
  const ends = [...new Map(reached.map((r) => [r.what, r])).values()];
  const last = ends.map(({ what, point, attempt }) => `${what} ${point} (${attempt})`);
  return `${fault?.what} ${fault?.point}, held ${held.length}, last ${last.join(', ')}`;
}

/** An attempt has begun since the kill. */
const isTriedAgain = (c: Case) => attemptsOf(c).length > c.begunBefore;

async function listen(world: World, cases: Case[], reached: Case['reached'][number], goOn: () => void): Promise<void> {
  const c = await caseOf(world, cases, reached.handoverId);
  if (!c) return goOn();
  c.reached.push(reached);
  const { fault } = c;
  const passed = c.reached.filter((r) => r.what === fault?.what && r.point === fault.point).length;
  const isIt = fault !== null && fault.what === reached.what && fault.point === reached.point && passed >= fault.nth;
  if (isIt && !c.struck) c.held.push(goOn);
  else goOn();
}

/** A program can reach a point before the person who asked for the handover knows its id. */
async function caseOf(world: World, cases: Case[], handoverId: string): Promise<Case | undefined> {
  const known = cases.find((c) => c.handoverId === handoverId);
  if (known) return known;
  const row = await world.admin
    .selectFrom('handovers')
    .select('giver_id')
    .where('id', '=', handoverId)
    .executeTakeFirst()
    .catch(() => undefined);
  const found = cases.find((c) => c.company.giver.id === row?.giver_id);
  if (found) found.handoverId = handoverId;
  return found;
}
