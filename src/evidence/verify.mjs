#!/usr/bin/env node
/**
 * Checks the evidence pack of a handover without the server that made it and without any package: Node 18 or later is all it needs.
 *
 *   node verify.mjs <pack.zip or folder> --fingerprint <fingerprint of the server's key> [--lang zh-CN] [--json]
 *
 * Take this file and the fingerprint from somewhere you trust, never from the pack that is to be checked: whoever forges a pack
 * writes a verifier that likes it. The fingerprint is the thumbprint (RFC 7638) of the server's public key, the `kid` at /api/v1/keys.
 * The format is told in docs/evidence.md.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';

const MANIFEST = 'manifest.json';
const SIGNATURE = 'manifest.jws';
const MANIFEST_TYPE = 'handover-evidence+jws';
const SIGN_OFF_TYPE = 'handover-sign-off+jws';
const HEAD_TYPE = 'handover-audit-head+jws';
/** What is read before the signature holds is never larger; everything else is as long as the signed manifest says. */
const LARGEST = 1 << 24;

/** Something that is not as it should be: a code of SENTENCES with its parameters. */
class Fault extends Error {
  constructor(code, params = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}
const need = (holds, code, params) => {
  if (!holds) throw new Fault(code, params);
};

// --- hashes and signatures -----------------------------------------------------------------------------------------------------

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** JSON with sorted keys and no blanks (RFC 8785). */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort((a, b) => (a < b ? -1 : 1))
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
      .join(',')}}`;
  return JSON.stringify(value);
}

/** RFC 7638 for an Ed25519 key. */
const thumbprint = ({ crv, kty, x }) => sha256(JSON.stringify({ crv, kty, x })).toString('base64url');

/** Strict: of all texts that decode to the same bytes only one is a part of a signature, so that no character can be exchanged. */
function decode(part) {
  const bytes = Buffer.from(part, 'base64url');
  need(bytes.toString('base64url') === part, 'signatureWrong', { what: part.slice(0, 20) });
  return bytes;
}

/** @returns the claims of a compact JWS (EdDSA) of one of the keys */
function claimsOf(jws, typ, keys, what) {
  const parts = jws.split('.');
  need(parts.length === 3, 'signatureWrong', { what });
  const [header, payload, signature] = parts.map(decode);
  const head = parse(header, what);
  need(head.alg === 'EdDSA' && head.typ === typ, 'signatureWrong', { what });
  const key = keys.get(head.kid);
  need(key !== undefined, 'keyUnknown', { what, key: String(head.kid) });
  need(verify(null, Buffer.from(`${parts[0]}.${parts[1]}`), key, signature), 'signatureWrong', { what });
  return { claims: parse(payload, what), kid: head.kid };
}

function parse(bytes, what) {
  try {
    const value = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // told below
  }
  throw new Fault('fileWrong', { file: what });
}

// --- the files of a pack -------------------------------------------------------------------------------------------------------

/**
 * @returns the files by their path: of a folder, or of a zip; each unpacked when it is read, so that a forgery that unpacks without end
 *   is refused by its signature before it could. Read with a limit a file that is longer is null.
 */
function filesOf(path) {
  return statSync(path).isDirectory() ? filesIn(path, '') : unzip(readFileSync(path));
}

function filesIn(folder, prefix, found = new Map()) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) filesIn(path, `${prefix}${entry.name}/`, found);
    else found.set(`${prefix}${entry.name}`, (limit) => (statSync(path).size > limit ? null : readFileSync(path)));
  }
  return found;
}

/** Every file that the directory of a zip names. A name twice, or one that is no plain name, is refused. */
function unzip(zip) {
  const found = new Map();
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  need(end >= 0 && end + 22 <= zip.length, 'zipWrong');
  let count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const locator = end - 20;
  if (locator >= 0 && zip.readUInt32LE(locator) === 0x07064b50) {
    const end64 = Number(zip.readBigUInt64LE(locator + 8));
    need(end64 + 56 <= zip.length && zip.readUInt32LE(end64) === 0x06064b50, 'zipWrong');
    count = Number(zip.readBigUInt64LE(end64 + 32));
    at = Number(zip.readBigUInt64LE(end64 + 48));
  }
  for (let n = 0; n < count; n += 1) {
    need(at + 46 <= zip.length && zip.readUInt32LE(at) === 0x02014b50, 'zipWrong');
    const method = zip.readUInt16LE(at + 10);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    let [packed, size, local] = [20, 24, 42].map((offset) => zip.readUInt32LE(at + offset));
    const extra = zip.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    for (let e = 0; e + 4 <= extra.length; e += 4 + extra.readUInt16LE(e + 2)) {
      if (extra.readUInt16LE(e) !== 1) continue;
      let field = e + 4;
      const next = () => Number(extra.readBigUInt64LE((field += 8) - 8));
      if (size === 0xffffffff) size = next();
      if (packed === 0xffffffff) packed = next();
      if (local === 0xffffffff) local = next();
    }
    need(/^[\w.-]+$/.test(name) && !found.has(name), 'zipWrong');
    need(local + 30 <= zip.length && zip.readUInt32LE(local) === 0x04034b50, 'zipWrong');
    need(method === 0 || method === 8, 'zipWrong');
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    found.set(name, (limit) => unpacked(zip.subarray(from, from + packed), method, limit));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return found;
}

function unpacked(bytes, method, limit) {
  if (method === 0) return bytes.length > limit ? null : bytes;
  try {
    // A length of nothing is no limit to the library.
    const whole = inflateRawSync(bytes, { maxOutputLength: Math.max(limit, 1) });
    return whole.length > limit ? null : whole;
  } catch (error) {
    if (error?.code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw new Fault('zipWrong');
  }
}

function* lines(files, name) {
  const bytes = files.get(name);
  need(bytes !== undefined, 'fileMissing', { file: name });
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from);
    need(end >= 0, 'fileWrong', { file: name });
    yield parse(bytes.subarray(from, end), name);
    from = end + 1;
  }
}

const json = (files, name) => {
  const bytes = files.get(name);
  need(bytes !== undefined, 'fileMissing', { file: name });
  return parse(bytes, name);
};

// --- the checks, in their order ------------------------------------------------------------------------------------------------

/** Every file is the one that the manifest names, and the manifest is signed by the key that the caller trusts. */
function checkManifest(packed, fingerprint) {
  const unsigned = new Map();
  for (const name of ['keys.json', SIGNATURE, MANIFEST]) {
    const bytes = packed.get(name)?.(LARGEST);
    need(bytes !== null, 'fileChanged', { file: name });
    if (bytes !== undefined) unsigned.set(name, bytes);
  }
  const known = new Map();
  for (const jwk of json(unsigned, 'keys.json').keys ?? []) {
    need(jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && typeof jwk.x === 'string', 'fileWrong', { file: 'keys.json' });
    known.set(thumbprint(jwk), createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, format: 'jwk' }));
  }
  need(known.has(fingerprint), 'keyNotPinned', { fingerprint });
  const jws = unsigned.get(SIGNATURE);
  need(jws !== undefined, 'fileMissing', { file: SIGNATURE });
  const pinned = new Map([[fingerprint, known.get(fingerprint)]]);
  let signed;
  try {
    signed = claimsOf(jws.toString('latin1'), MANIFEST_TYPE, pinned, SIGNATURE).claims;
  } catch (fault) {
    if (fault instanceof Fault && fault.code === 'keyUnknown') throw new Fault('keyNotPinned', { fingerprint });
    throw fault;
  }
  const bytes = unsigned.get(MANIFEST);
  need(bytes !== undefined, 'fileMissing', { file: MANIFEST });
  need(sha256(bytes).toString('hex') === signed.manifest, 'fileChanged', { file: MANIFEST });
  const manifest = parse(bytes, MANIFEST);
  need(manifest.type === 'handover-evidence' && manifest.v === 1, 'versionUnknown', { v: String(manifest.v) });
  need(manifest.handoverId === signed.handover, 'fileChanged', { file: MANIFEST });
  const named = new Map(manifest.files.map((file) => [file.path, file]));
  for (const name of packed.keys())
    need(named.has(name) || name === MANIFEST || name === SIGNATURE, 'fileExtra', { file: name });
  const files = new Map();
  for (const [name, { sha256: wanted, bytes: size }] of named) {
    const read = packed.get(name);
    need(read !== undefined, 'fileMissing', { file: name });
    const file = read(size);
    need(file?.length === size && sha256(file).toString('hex') === wanted, 'fileChanged', { file: name });
    files.set(name, file);
  }
  return { files, keys: known, manifest };
}

/** The hash over the items and what they belong to, as it was signed: docs/decisions, format of the plan hash. */
function planHash(files, c) {
  const roots = [];
  const count = { customers: 0, items: 0 };
  const planned = new Map();
  let before = ['', ''];
  for (const { type, id, customer, receiver, materials } of lines(files, 'items.ndjson')) {
    need(type !== before[0] || id > before[1], 'itemsDisordered', { id });
    before = [type, id];
    count.items += 1;
    if (type === 'customer') {
      count.customers += 1;
      planned.set(id, receiver);
    }
    let node = { height: 0, hash: sha256(LEAF, [type, id, customer ?? '', receiver, materials ?? ''].join('|')) };
    while (roots.length > 0 && roots[roots.length - 1].height === node.height)
      node = { height: node.height + 1, hash: sha256(NODE, roots.pop().hash, node.hash) };
    roots.push(node);
  }
  const root = roots.reduceRight((right, { hash }) => (right === null ? hash : sha256(NODE, hash, right)), null);
  const header = [
    `handover-plan/${c.hashVersion}`,
    c.handoverId,
    c.giver,
    c.receivers.join(','),
    c.supervisor,
    c.lateReceiver,
    c.assignment,
    c.effectiveAt ?? '',
    `${c.policy.key}/${c.policy.version}`,
    ...(c.hashVersion >= 2 ? [c.options] : []),
    ...(c.until == null ? [] : [c.until]),
  ];
  const hash = sha256(`${header.join('\n')}\n`, root ?? sha256('')).toString('hex');
  return { hash, count, planned };
}

/** All entries of the case, each with its place under a head that the server signed. */
function checkAudit(files, keys, c) {
  const heads = new Map();
  const entries = new Map();
  let last = null;
  for (const record of lines(files, 'audit.ndjson')) {
    if (record.kind === 'head') {
      const { claims } = claimsOf(record.jws, HEAD_TYPE, keys, `head ${record.number}`);
      need(claims.number === record.number, 'headWrong', { head: record.number });
      heads.set(record.number, claims);
      if (last === null || claims.number > last.number) last = claims;
      continue;
    }
    const { entry, position, path, head } = record;
    const claims = heads.get(head);
    need(record.kind === 'entry' && claims !== undefined, 'entryUnproven', { entry: String(entry?.id) });
    need(entry.handoverId === c.handoverId, 'entryElsewhere', { entry: entry.id });
    need(!entries.has(entry.id), 'entryTwice', { entry: entry.id });
    const leaf = sha256(LEAF, canonical({ v: 1, ...entry }));
    const root = rootOf(
      leaf,
      position,
      claims.size,
      path.map((hash) => Buffer.from(hash, 'base64url')),
    );
    need(root !== null && root.toString('hex') === claims.root, 'entryUnproven', { entry: entry.id });
    entries.set(entry.id, entry);
  }
  return { entries: [...entries.values()], heads: heads.size, last };
}

/** RFC 9162, 2.1.3.2. */
function rootOf(leaf, position, size, path) {
  if (!(position >= 0 && position < size)) return null;
  let [at, last, node] = [position, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      node = sha256(NODE, sibling, node);
      for (; at % 2 === 0 && at !== 0; last = Math.floor(last / 2)) at /= 2;
    } else node = sha256(NODE, node, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? node : null;
}

/** Every sign-off is what its signature says; those that count are over the hash of the items, by all who had to. */
function checkSignOffs(files, keys, c, hash, entries) {
  const signed = [];
  const there = new Set();
  for (const row of lines(files, 'sign-offs.ndjson')) {
    const { claims } = claimsOf(row.jws, SIGN_OFF_TYPE, keys, `${row.role} ${row.person}`);
    const same = ['round', 'role', 'person', 'decision'].every((field) => claims[field] === row[field]);
    need(same && claims.handover === c.handoverId, 'signOffWrong', { role: row.role, person: row.person });
    const logged = entries.some(
      ({ action, subjectId, params }) =>
        action === `signOff.${claims.decision}` &&
        subjectId === claims.person &&
        params.round === claims.round &&
        params.role === claims.role &&
        params.planHash === claims.planHash,
    );
    need(logged, 'signOffNotLogged', { role: row.role, person: row.person });
    there.add([claims.decision, claims.round, claims.role, claims.person, claims.planHash].join(' '));
    if (claims.round === c.round && claims.planHash === hash) signed.push(claims);
  }
  for (const { id, action, subjectId, params } of entries) {
    const decision = /^signOff\.(signed|rejected|waived)$/.exec(action)?.[1];
    const named = [decision, params.round, params.role, subjectId, params.planHash].join(' ');
    need(decision === undefined || there.has(named), 'signOffMissing', { entry: id });
  }
  const counting = signed.filter(({ decision }) => decision === 'signed' || decision === 'waived');
  if (c.transferredAt === null) return counting;
  const must = [
    ['giver', c.giver],
    ...c.receivers.map((receiver) => ['receiver', receiver]),
    ['supervisor', c.supervisor],
    ...c.signers.map(({ role, person }) => [role, person]),
  ];
  for (const [role, person] of must)
    need(
      counting.some((one) => one.role === role && one.person === person),
      'notSigned',
      { role, person },
    );
  return counting;
}

/** What moved is what was signed: the log says so at the start, and vouches for every owner and every exception. */
function checkTransfer(files, c, hash, planned, entries) {
  if (c.transferredAt === null) return { moved: 0, excepted: 0, late: 0 };
  const started = entries.filter(({ action }) => action === 'transfer.started').at(-1);
  need(started !== undefined, 'transferNotLogged');
  need(started.params.planHash === hash, 'transferOther', { hash: String(started.params.planHash) });

  const owners = new Map();
  const groups = new Map();
  for (const { customer, owner, since, xact } of lines(files, 'ownership.ndjson')) {
    // A transfer can be taken back and made anew, and a book can be restored: that the signed one was the owner is what counts.
    if (!owners.has(customer)) owners.set(customer, new Set());
    owners.get(customer).add(owner);
    const group = groups.get(`${xact} ${since}`) ?? [];
    groups.set(`${xact} ${since}`, group);
    group.push([customer, owner ?? '00000000-0000-0000-0000-000000000000']);
  }
  const bytes = (uuid) => Buffer.from(uuid.replaceAll('-', ''), 'hex');
  const saidOf = (rows) => entries.filter(({ params }) => params?.rows === rows);
  const said = new Map(saidOf('ownership_starts').map((e) => [`${e.xact} ${e.params.since}`, e.params]));
  need(said.size === groups.size, 'rowsUnvouched', { rows: 'ownership' });
  for (const [key, rows] of groups) {
    rows.sort(([a], [b]) => (a < b ? -1 : 1));
    const digest = sha256(...rows.flat().map(bytes)).toString('hex');
    const told = said.get(key);
    need(told?.digest === digest && told.count === rows.length, 'rowsUnvouched', { rows: `ownership ${key}` });
  }

  const excepted = new Map();
  const spoken = new Map();
  for (const { type, id, state, reason, params, at, xact } of lines(files, 'exceptions.ndjson')) {
    if (type === 'customer' && !excepted.has(id)) excepted.set(id, state);
    const key = `${xact} ${at} ${type}`;
    const group = spoken.get(key) ?? [];
    spoken.set(key, group);
    group.push([id, state, reason, params]);
  }
  const vouched = new Map(
    saidOf('handover_exceptions').map((e) => [`${e.xact} ${e.params.at} ${e.params.type}`, e.params]),
  );
  need(vouched.size === spoken.size, 'rowsUnvouched', { rows: 'exceptions' });
  for (const [key, rows] of spoken) {
    rows.sort(([a], [b]) => (a < b ? -1 : 1));
    const digest = sha256(...rows.map((row) => `${row.join('|')}\n`)).toString('hex');
    const told = vouched.get(key);
    need(told?.digest === digest && told.count === rows.length, 'rowsUnvouched', { rows: `exceptions ${key}` });
  }

  const sum = { moved: 0, excepted: 0, late: 0 };
  for (const [customer, receiver] of planned)
    if (owners.get(customer)?.has(receiver)) sum.moved += 1;
    else {
      need(excepted.has(customer), 'movedOtherwise', { customer });
      sum.excepted += 1;
    }
  for (const customer of owners.keys()) if (!planned.has(customer)) sum.late += 1;
  return sum;
}

/**
 * Checks a pack.
 * @param path of the zip, or of the folder into which it was unpacked
 * @param fingerprint thumbprint of the server's key, from elsewhere than the pack
 * @returns what the pack shows, or the first thing that is wrong with it
 */
export function verifyPack(path, fingerprint) {
  try {
    const { files, keys, manifest } = checkManifest(filesOf(path), fingerprint);
    const c = json(files, 'case.json');
    need(c.handoverId === manifest.handoverId, 'fileChanged', { file: 'case.json' });
    const policy = json(files, 'policy.json');
    need(policy.key === c.policy.key && policy.version === c.policy.version, 'fileChanged', { file: 'policy.json' });
    const { hash, count, planned } = planHash(files, c);
    if (c.planHash !== null && c.transferredAt !== null)
      need(hash === c.planHash, 'planChanged', { hash, signed: c.planHash });
    const audit = checkAudit(files, keys, c);
    const signatures = checkSignOffs(files, keys, c, hash, audit.entries);
    const transfer = checkTransfer(files, c, hash, planned, audit.entries);
    return {
      sound: true,
      handover: c.label,
      madeAt: manifest.madeAt,
      planHash: hash,
      ...count,
      ...transfer,
      signatures: signatures.map(({ role, person, signer, decision, via, at }) => ({
        role,
        person,
        signer,
        decision,
        via,
        at,
      })),
      entries: audit.entries.length,
      head: audit.last === null ? null : { number: audit.last.number, sealedAt: audit.last.sealedAt },
    };
  } catch (fault) {
    if (fault instanceof Fault) return { sound: false, code: fault.code, params: fault.params };
    return {
      sound: false,
      code: 'unreadable',
      params: { why: fault instanceof Error ? fault.message : String(fault) },
    };
  }
}

// --- for people ----------------------------------------------------------------------------------------------------------------

const SENTENCES = {
  sound: ['The pack is sound: {handover}, made {madeAt}.', '证据包完好：{handover}，生成于 {madeAt}。'],
  items: [
    'Signed hash {planHash}, computed anew from {items} items, {customers} of them customers.',
    '已签署的哈希 {planHash}，由 {items} 个移交项（其中客户 {customers} 个）重新计算得出。',
  ],
  signature: ['{decision}: {role} {person}, {at}, by way of {via}', '{decision}：{role} {person}，{at}，途径 {via}'],
  transfer: [
    'Customers moved as signed: {moved}; otherwise, with a reason on record: {excepted}; arrived late: {late}.',
    '按签署内容转移的客户：{moved}；有记录原因的例外：{excepted}；方案后新增：{late}。',
  ],
  audit: [
    '{entries} entries of the audit log proven, up to head {number} of {sealedAt}.',
    '已证明 {entries} 条审计日志，截至日志头 {number}（{sealedAt}）。',
  ],
  keyNotPinned: [
    'The pack is not signed by the key with the fingerprint {fingerprint}: it is another server’s, or a forgery.',
    '证据包不是由指纹为 {fingerprint} 的密钥签署：它来自其他服务器，或是伪造的。',
  ],
  keyUnknown: ['{what} is signed by an unknown key {key}.', '{what} 由未知密钥 {key} 签署。'],
  signatureWrong: ['The signature is wrong: {what}.', '签名错误：{what}。'],
  fileChanged: ['The file {file} was changed.', '文件 {file} 被改动。'],
  fileMissing: ['The file {file} is missing.', '缺少文件 {file}。'],
  fileExtra: ['The file {file} does not belong to the pack.', '文件 {file} 不属于该证据包。'],
  fileWrong: ['The file {file} cannot be read.', '无法读取文件 {file}。'],
  zipWrong: ['The zip is damaged.', '压缩包已损坏。'],
  versionUnknown: ['This verifier does not know version {v} of the format.', '本校验程序不认识格式版本 {v}。'],
  itemsDisordered: ['The items are not in their order, or one is there twice: {id}.', '移交项顺序不对或重复：{id}。'],
  planChanged: [
    'The items give the hash {hash}, but {signed} was signed.',
    '移交项算出的哈希为 {hash}，而签署的是 {signed}。',
  ],
  headWrong: ['Head {head} of the audit log is not what it says.', '审计日志头 {head} 与其内容不符。'],
  entryUnproven: ['Entry {entry} is not in the sealed audit log.', '条目 {entry} 不在已封存的审计日志中。'],
  entryElsewhere: ['Entry {entry} belongs to another case.', '条目 {entry} 属于其他移交。'],
  entryTwice: ['Entry {entry} is there twice.', '条目 {entry} 重复。'],
  signOffWrong: ['The sign-off of {role} {person} is not what was signed.', '{role} {person} 的签署与其签名不符。'],
  signOffNotLogged: [
    'The audit log does not know the sign-off of {role} {person}.',
    '审计日志中没有 {role} {person} 的签署。',
  ],
  signOffMissing: ['The sign-off of entry {entry} is missing.', '缺少条目 {entry} 所记的签署。'],
  notSigned: ['{role} {person} has not signed this plan.', '{role} {person} 没有签署该方案。'],
  transferNotLogged: ['The audit log does not know the transfer.', '审计日志中没有该次转移。'],
  transferOther: ['Another plan was transferred than was signed: {hash}.', '所转移的方案与签署的不同：{hash}。'],
  rowsUnvouched: ['The audit log does not vouch for these rows: {rows}.', '审计日志不能证明这些记录：{rows}。'],
  movedOtherwise: [
    'The customer {customer} went to somebody else than was signed, and no reason is on record.',
    '客户 {customer} 未按签署内容转移，也没有记录原因。',
  ],
  unreadable: ['The pack cannot be read: {why}', '无法读取证据包：{why}'],
  usage: [
    'Usage: node verify.mjs <pack.zip or folder> --fingerprint <fingerprint of the server’s key> [--lang zh-CN] [--json]',
    '用法：node verify.mjs <证据包或其文件夹> --fingerprint <服务器密钥指纹> [--lang zh-CN] [--json]',
  ],
  signed: ['signed', '已签署'],
  waived: ['waived by HR', '人事豁免'],
};

/**
 * What was found, a sentence a line.
 * @param lang zh in any spelling is Chinese, everything else English
 */
export function tell(verdict, lang) {
  const language = (lang ?? '').toLowerCase().startsWith('zh') ? 1 : 0;
  const say = (code, params = {}) =>
    (SENTENCES[code]?.[language] ?? code).replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ''));
  if (!verdict.sound) return [say(verdict.code, verdict.params)];
  return [
    say('sound', verdict),
    say('items', verdict),
    ...verdict.signatures.map((one) => `  ${say('signature', { ...one, decision: say(one.decision) })}`),
    say('transfer', verdict),
    ...(verdict.head === null ? [] : [say('audit', { ...verdict.head, entries: verdict.entries })]),
  ];
}

function main(argv) {
  const option = (name) => {
    const at = argv.indexOf(name);
    return at < 0 ? undefined : argv.splice(at, 2)[1];
  };
  const lang = option('--lang') ?? process.env.LC_ALL ?? process.env.LANG;
  const fingerprint = option('--fingerprint');
  const asJson = argv.includes('--json');
  const [path] = argv.filter((arg) => !arg.startsWith('--'));
  if (path === undefined || fingerprint === undefined) {
    console.error(tell({ sound: false, code: 'usage' }, lang).join('\n'));
    return 2;
  }
  const verdict = verifyPack(path, fingerprint);
  console.log(asJson ? JSON.stringify(verdict, null, 2) : tell(verdict, lang).join('\n'));
  return verdict.sound ? 0 : 1;
}

const started = process.argv[1];
if (started !== undefined && existsSync(started) && realpathSync(started) === fileURLToPath(import.meta.url))
  process.exitCode = main(process.argv.slice(2));
