import { type Employee, type Person, type PolicyBody, Refused, all } from '../api.ts';
import { keepDraft } from '../drafts.ts';
import { NEW } from '../start/draft.ts';
import { eye, hrPerson, newestCase } from './eye.ts';
import { type Memory, keep, recall } from './memory.ts';

const POLICY = 'tour';
const RECEIVERS = 2;
/** With fewer there is little to share out. */
const CUSTOMERS = 2 * RECEIVERS;
/** Cases that still have customers to move. */
const OPEN = ['starting', 'running', 'paused'] as const;
/** So many smallest books are chosen from: small ones make a short tour, and visitors who begin at the same time rarely meet. */
const GIVERS = 5;

/** Nobody has a book left that could be handed over to colleagues. */
export class NoBook extends Error {}

/**
 * Chooses who hands over and who receives, and fills in the form of the start; nothing is started. A case that an earlier tour left before
 * its transfer is called off.
 * @param reason of the handover, in the visitor's language
 * @throws NoBook; as the client
 */
export async function begin(reason: string): Promise<Memory> {
  await callOff(recall());
  const [{ giver, receivers }, hr] = await Promise.all([parties(), hrPerson(), tourPolicy()]);
  const memory: Memory = {
    giver,
    hr,
    begunAt: new Date().toISOString(),
    lastBefore: await newestCase(giver),
    handoverId: null,
    seen: [],
    spentMs: 0,
    left: false,
    collapsed: false,
  };
  keepDraft(hr.id, `start:${giver.id}`, {
    ...NEW,
    kind: 'change_of_post',
    reason,
    giver,
    receivers,
    assignment: 'in_turn',
    policy: POLICY,
  });
  keep(memory);
  return memory;
}

async function callOff(old: Memory | null): Promise<void> {
  if (old === null || old.handoverId === null) return;
  try {
    await eye.post('/handovers/{handoverId}/cancel', { path: { handoverId: old.handoverId }, body: {} });
  } catch (error) {
    // It is over, past its transfer, or of a demonstration that was deleted.
    if (!(error instanceof Refused)) throw error;
  }
}

/** One of the account managers with the smallest books worth sharing out who give nothing yet, and the colleagues of the region who have the fewest customers. */
async function parties(): Promise<{ giver: Person; receivers: Person[] }> {
  const [sellers, ...cases] = await Promise.all([
    all(eye.items('/employees', { query: { role: 'account_manager', state: 'active', limit: 200 } })),
    ...OPEN.map((state) => all(eye.items('/handovers', { query: { state, limit: 200 } }))),
  ]);
  const giving = new Set(
    cases
      .flat()
      .filter(({ transferredAt }) => transferredAt === null)
      .map(({ giver }) => giver.id),
  );
  const free = sellers.filter(({ id }) => !giving.has(id));
  const people = await Promise.all(free.map(({ id }) => eye.get('/employees/{id}', { path: { id } })));
  const byBook = people.filter(({ frozen }) => frozen === null).sort((a, b) => a.customers - b.customers);
  const suitable = byBook
    .filter(({ customers }) => customers >= CUSTOMERS)
    .map((giver) => ({
      giver: personOf(giver),
      receivers: byBook
        .filter(({ id, region }) => id !== giver.id && region === giver.region)
        .slice(0, RECEIVERS)
        .map(personOf),
    }))
    .filter(({ receivers }) => receivers.length === RECEIVERS)
    .slice(0, GIVERS);
  const chosen = suitable[Math.floor(Math.random() * suitable.length)];
  if (chosen === undefined) throw new NoBook();
  return chosen;
}
const personOf = ({ id, number, name }: Employee): Person => ({ id, number, name });

/**
 * The company's rules with fewer people and samples: only the parties sign, one customer a receiver is checked, every customer gets a
 * letter. Waits stay as they are: the shortest that a policy can say is a day.
 */
async function tourPolicy(): Promise<void> {
  const { items } = await eye.get('/policies');
  if (items.some(({ key }) => key === POLICY)) return;
  const newest = items.find(({ key, newest: is }) => key === 'standard' && is);
  if (newest === undefined) throw new Error('there is no standard policy');
  const { key, version } = newest;
  const { body } = await eye.get('/policies/{key}/{version}', { path: { key, version } });
  const { signers: _signers, risks: _risks, training: _training, ...rules } = body as PolicyBody;
  const letter = { channel: 'letter', consentAfterWorkingDays: 5 } as const;
  await eye.post('/policies', {
    body: {
      key: POLICY,
      basedOn: 0,
      name: { zh: '演示导览', en: 'Guided tour' },
      body: {
        ...rules,
        materials: { minCompleteness: 0 },
        verification: { ...rules.verification, strictShare: 0, standardShare: 0, lightShare: 0, minimum: 1 },
        reviews: { ...rules.reviews, days: [1, 7, 30, 90] },
        introduction: {
          tiers: { strict: letter, standard: letter, light: letter },
          language: { default: 'zh-CN' },
          mailsPerMinute: 600,
          inPerson: rules.waits.materials,
          meeting: { durationMinutes: 60, perDay: 4 },
          objections: { first: 'alternateReceiver', maxObjections: 2, last: 'pool' },
          settleEveryMinutes: 1,
        },
      },
    },
  });
}
