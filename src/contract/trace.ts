/** W3C Trace Context (https://www.w3.org/TR/trace-context/), as far as it is carried on here: read, checked, given on. */

export interface Trace {
  /** 00-<trace id>-<parent id>-<flags> */
  traceparent: string;
  /** of others, unread */
  tracestate?: string;
  /** X-Request-Id of the request that began it */
  requestId?: string;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:$|-)/;
const REQUEST_ID = /^[\w.-]{1,100}$/;
const MEMBER = /^[a-z\d][a-z\d_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const MOST_MEMBERS = 32;
const LONGEST_STATE = 512;

/** The trace that headers name. @returns undefined: none, or one that is not valid, which then begins anew */
export function readTrace(
  traceparent: string | undefined,
  tracestate: string | undefined,
): Pick<Trace, 'traceparent' | 'tracestate'> | undefined {
  const said = traceparent?.trim() ?? '';
  if (!TRACEPARENT.test(said)) return undefined;
  // Version 00 has exactly four parts; of a later version those are what is understood.
  if (said.startsWith('00') && said.length !== 55) return undefined;
  const state = tracestate?.trim() ?? '';
  return { traceparent: `00${said.slice(2, 55)}`, ...(isState(state) ? { tracestate: state } : {}) };
}

function isState(state: string): boolean {
  if (state === '' || state.length > LONGEST_STATE) return false;
  const members = state.split(',').map((member) => member.trim());
  return members.length <= MOST_MEMBERS && members.every((member) => member === '' || MEMBER.test(member));
}

/** @returns undefined: what was sent could break a line of a log */
export const readRequestId = (said: string | undefined) =>
  said !== undefined && REQUEST_ID.test(said) ? said : undefined;

/** What a line of a log says of a trace. */
export function traceFields(trace: Trace | undefined): { traceId?: string; correlationId?: string } {
  if (trace === undefined) return {};
  const { traceparent, requestId } = trace;
  return { traceId: traceparent.slice(3, 35), ...(requestId === undefined ? {} : { correlationId: requestId }) };
}

/** Under which name a trace travels through Temporal. */
export const TRACE_HEADER = 'handover-trace';

/** Whatever came by a header of Temporal, held against the rules once more: a client of somebody else may have sent it. */
export function traceOf(said: unknown): Trace | undefined {
  if (typeof said !== 'object' || said === null || !('traceparent' in said)) return undefined;
  const text = (name: string) => {
    const value: unknown = name in said ? said[name as keyof typeof said] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const trace = readTrace(text('traceparent'), text('tracestate'));
  const requestId = readRequestId(text('requestId'));
  return trace && { ...trace, ...(requestId === undefined ? {} : { requestId }) };
}
