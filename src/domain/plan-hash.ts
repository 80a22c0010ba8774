import { createHash } from 'node:crypto';

/** Version of what is hashed and how; stored beside every hash so that old signatures stay checkable. */
export const PLAN_HASH_VERSION = 1;

export interface PlanHeader {
  handoverId: string;
  giverId: string;
  receiverIds: string[];
  supervisorId: string;
  lateReceiverId: string;
  assignment: string;
  effectiveAt: string | null;
  policy: string;
}

export interface PlanLeaf {
  recordType: string;
  recordId: string;
  customerId: string | null;
  receiverId: string;
  /** hex digest of the customer's materials; null before they exist or for other records */
  materials: string | null;
}

const sha256 = (...parts: (string | Buffer)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/**
 * What giver, receivers and supervisor sign: a Merkle root over the items in the order of (type, id), bound to the header
 * (decision 16). Computed in a stream: memory grows with the logarithm of the number of items. Leaves and nodes carry
 * different prefixes, as in RFC 6962, so that a node can never be passed off as an item.
 */
export class PlanHash {
  /** roots of the perfect subtrees so far, largest first, with their heights */
  private roots: { height: number; hash: Buffer }[] = [];

  add(leaf: PlanLeaf): void {
    const line = [leaf.recordType, leaf.recordId, leaf.customerId ?? '', leaf.receiverId, leaf.materials ?? ''].join(
      '|',
    );
    let node = { height: 0, hash: sha256('\x00', line) };
    for (let last = this.roots.at(-1); last?.height === node.height; last = this.roots.at(-1)) {
      this.roots.pop();
      node = { height: node.height + 1, hash: sha256('\x01', last.hash, node.hash) };
    }
    this.roots.push(node);
  }

  /** @returns 32 bytes */
  digest(header: PlanHeader): Buffer {
    const root = this.roots
      .map((r) => r.hash)
      .reduceRight<Buffer | null>((right, left) => (right === null ? left : sha256('\x01', left, right)), null);
    const fields = [
      `handover-plan/${PLAN_HASH_VERSION}`,
      header.handoverId,
      header.giverId,
      header.receiverIds.join(','),
      header.supervisorId,
      header.lateReceiverId,
      header.assignment,
      header.effectiveAt ?? '',
      header.policy,
    ];
    return sha256(fields.join('\n'), '\n', root ?? sha256(''));
  }
}
