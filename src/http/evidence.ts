import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import yazl from 'yazl';
import type { EvidenceManifest } from '../contract/evidence.ts';
import { Refusal } from '../contract/failures.ts';
import { caseExtract, isSealed } from '../db/audit/extract.ts';
import { publicKeys } from '../db/audit/keys.ts';
import * as e from '../db/reads/evidence.ts';
import { readReport } from '../db/reads/handovers.ts';
import { peopleById } from '../db/reads/people.ts';
import { readPolicy } from '../db/reads/policies.ts';
import { renderHtml } from '../render/html.ts';
import { renderPdf } from '../render/pdf.ts';
import type { Call } from './route.ts';
import { peopleIn, printedReport } from './report.ts';

type Content = AsyncIterable<string> | Buffer | string;
type EvidenceCall = Call<{ params: { handoverId: string }; query: { names: boolean } }>;

const SEALED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 100;

/**
 * Sends the evidence pack of a closed case as a zip, made while it is sent: memory does not grow with the book. Everything is hashed
 * on its way; the manifest of the hashes is signed last, where the key is (see docs/evidence.md).
 * @throws Refusal notFound, notClosedYet, notSealedYet, unavailable; after the first byte the connection breaks instead
 */
export async function sendEvidence(call: EvidenceCall): Promise<void> {
  const { as, deps, id, person, res } = call;
  const { params, query } = call.input;
  const of = await as((tx) => e.readEvidenceCase(tx, params.handoverId));
  if (!of) throw new Refusal('notFound');
  if (of.closedAt === null) throw new Refusal('notClosedYet');
  const { temporal, worker } = await deps.gateway.isReady();
  if (!temporal || !worker) throw new Refusal('unavailable');
  await untilSealed(call);

  const zip = new Zip();
  res.set({
    'Content-Type': 'application/zip',
    'Content-Disposition': `attachment; filename="${of.label}-evidence.zip"`,
    'Cache-Control': 'no-store',
  });
  const sent = pipeline(zip.output, res);
  const gone = new AbortController();
  sent.catch(() => gone.abort());
  try {
    for (const [path, content] of await contentsOf(call, of)) await zip.add(path, content, gone.signal);
    const at = new Date().toISOString();
    const manifest = `${JSON.stringify({ type: 'handover-evidence', v: 1, handoverId: of.handoverId, label: of.label, madeAt: at, files: zip.files }, null, 1)}\n`;
    const asked: EvidenceManifest = {
      handoverId: of.handoverId,
      sha256: createHash('sha256').update(manifest).digest('hex'),
      personId: person.id,
      names: query.names,
      at,
    };
    zip.end(manifest, await deps.gateway.signEvidence(id, asked));
    await sent;
  } catch (error) {
    // A pack without its end must not look whole; a reader that went away is no failure.
    res.destroy();
    if (!gone.signal.aborted) throw error;
  }
}

/** Evidence waits for its seal: what was written a moment ago gets it within a second. */
async function untilSealed({ as, input }: EvidenceCall): Promise<void> {
  for (const giveUpAt = Date.now() + SEALED_WITHIN_MS; ;) {
    if (await as((tx) => isSealed(tx, input.params.handoverId))) return;
    if (Date.now() > giveUpAt) throw new Refusal('notSealedYet');
    await pause(LOOK_EVERY_MS);
  }
}

async function contentsOf(
  { as, input, locale, person }: EvidenceCall,
  of: NonNullable<Awaited<ReturnType<typeof e.readEvidenceCase>>>,
): Promise<[path: string, content: Content][]> {
  const { handoverId } = of;
  const { names } = input.query;
  const read = await as(async (tx) => {
    const report = (await readReport(tx, handoverId)) ?? {};
    const policy = await readPolicy(tx, of.policy.key, of.policy.version);
    return {
      report,
      policy,
      keys: await publicKeys(tx),
      signers: await e.readEvidenceSigners(tx, handoverId, of.round),
      signOffs: await e.readEvidenceSignOffs(tx, handoverId),
      who: await peopleById(tx, peopleIn(report)),
    };
  });
  const document = printedReport(read.report, { locale, timeZone: person.timeZone }, read.who, names);
  const { key, version, body } = read.policy ?? { ...of.policy, body: null };
  return [
    ['case.json', pretty({ ...of, signers: read.signers })],
    ['policy.json', pretty({ key, version, body })],
    ['keys.json', pretty({ keys: read.keys })],
    ['items.ndjson', lines(e.evidenceItems(as, handoverId, false))],
    ['late.ndjson', lines(e.evidenceItems(as, handoverId, true))],
    ['sign-offs.ndjson', lines(read.signOffs)],
    ['ownership.ndjson', lines(e.evidenceOwnership(as, handoverId))],
    ['exceptions.ndjson', lines(e.evidenceExceptions(as, handoverId))],
    ['audit.ndjson', lines(caseExtract(as, handoverId))],
    ...(names ? ([['names.ndjson', lines(e.evidenceNames(as, handoverId))]] as [string, Content][]) : []),
    ['report.json', pretty(read.report)],
    ['report.html', await renderHtml(document)],
    ['report.pdf', await renderPdf(document)],
    ['verify.mjs', await readFile(new URL('../evidence/verify.mjs', import.meta.url))],
  ];
}

const pretty = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

async function* lines(rows: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<string> {
  let text = '';
  for await (const row of rows) {
    text += `${JSON.stringify(row)}\n`;
    // Chunks of some size: a write a line costs more than the line.
    if (text.length > 65_536) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}

/** A zip that is written file after file, with the digest of each. */
class Zip {
  readonly #zip = new yazl.ZipFile();
  readonly files: { path: string; bytes: number; sha256: string }[] = [];

  get output(): NodeJS.ReadableStream {
    return this.#zip.outputStream;
  }

  /** Reads the content no faster than the zip is taken. */
  async add(path: string, content: Content, signal: AbortSignal): Promise<void> {
    const hash = createHash('sha256');
    let bytes = 0;
    async function* hashed(): AsyncGenerator<Buffer> {
      for await (const part of typeof content === 'string' || Buffer.isBuffer(content) ? [content] : content) {
        const chunk = Buffer.from(part);
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    }
    const source = Readable.from(hashed(), { objectMode: false, signal });
    this.#zip.addReadStream(source, path);
    await finished(source, { signal });
    this.files.push({ path, bytes, sha256: hash.digest('hex') });
  }

  end(manifest: string, signature: string): void {
    this.#zip.addBuffer(Buffer.from(manifest), 'manifest.json');
    this.#zip.addBuffer(Buffer.from(signature), 'manifest.jws');
    this.#zip.end();
  }
}
