import type { EvidenceManifest } from '../src/contract/evidence.ts';
import { records } from './activity-options.ts';

/** 签署证据包: the key lies with the workers; the way in asks for one signature over the manifest of a pack. */
export async function signEvidence(manifest: EvidenceManifest): Promise<string> {
  return await records.signEvidence.executeWithOptions({ summary: '签署清单 sign the manifest' }, [manifest]);
}
