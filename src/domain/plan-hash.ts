import { hash } from 'node:crypto';

/**
 * Version of what is hashed and how, for new cases; stored beside every hash so that old signatures stay checkable.
 * 1: without options, as running cases from before them still are; 2: with a line of the options and, for a cover, one of its end.
 */
export const PLAN_HASH_VERSION = 2;

export interface PlanHeader {
  version: number;
  handoverId: string;
  giverId: string;
  receiverIds: string[];
  supervisorId: string;
  lateReceiverId: string;
  assignment: string;
  effectiveAt: string | null;
  policy: string;
  /** see canonicalOptions; not hashed in version 1 */
  options: string;
  /** cover: when what is lent goes back, ISO instant as it was asked for; null for other kinds, which have no line of it */
  until: string | null;
}

export interface PlanLeaf {
  recordType: string;
  recordId: string;
  customerId: string | null;
  receiverId: string;
  /** hex digest of the customer's materials; null before they exist or for other records */
  materials: string | null;
}

const sha256 = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer');
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

/**
 * What giver, receivers and supervisor sign: a Merkle root over the items in the order of (type, id), bound to the header
 * (decision 16). Computed in a stream: memory grows with the logarithm of the number of items. Leaves and nodes carry
 * different prefixes, as in RFC 6962, so that a node can never be passed off as an item.
 */
export class PlanHash {
  /** roots of the perfect subtrees so far, largest first, with their heights */
  private roots: { height: number; hash: Buffer }[] = [];

  add(leaf: PlanLeaf): void {
    const line = [leaf.recordType, leaf.recordId, leaf.customerId ?? '', leaf.receiverId, leaf.materials ?? ''];
    this.addHashed(sha256(Buffer.concat([LEAF, bytes(line.join('|'))])));
  }

  /** @param leaf the hash of a leaf as `add` makes it, made elsewhere (see hashPlan: the database hashes its own rows) */
  addHashed(leaf: Buffer): void {
    let node = { height: 0, hash: leaf };
    for (let last = this.roots.at(-1); last?.height === node.height; last = this.roots.at(-1)) {
      this.roots.pop();
      node = { height: node.height + 1, hash: sha256(Buffer.concat([NODE, last.hash, node.hash])) };
    }
    this.roots.push(node);
  }

  /** @returns 32 bytes */
  digest(header: PlanHeader): Buffer {
    const root = this.roots
      .map((r) => r.hash)
      .reduceRight<Buffer | null>(
        (right, left) => (right === null ? left : sha256(Buffer.concat([NODE, left, right]))),
        null,
      );
    const fields = [
      `handover-plan/${header.version}`,
      header.handoverId,
      header.giverId,
      header.receiverIds.join(','),
      header.supervisorId,
      header.lateReceiverId,
      header.assignment,
      header.effectiveAt ?? '',
      header.policy,
      ...(header.version >= 2 ? [header.options] : []),
      ...(header.until === null ? [] : [header.until]),
    ];
    return sha256(Buffer.concat([bytes(`${fields.join('\n')}\n`), root ?? sha256(bytes(''))]));
  }
}
