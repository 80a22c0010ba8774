/**
 * Every refusal and failure that reaches a person: its type is stable, its HTTP status is here, its sentence is in src/i18n
 * under the same name. retryable says whether Temporal may try the activity again: a business refusal never changes by trying.
 */
export const FAILURES = {
  notFound: { status: 404, retryable: false },
  notForYou: { status: 403, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  frozen: { status: 403, retryable: false },
  personNotFound: { status: 422, retryable: false },
  departmentNotFound: { status: 422, retryable: false },
  grantToOneself: { status: 422, retryable: false },
  grantEndWrong: { status: 422, retryable: false },
  ruleEndPast: { status: 422, retryable: false },
  freezeOneself: { status: 422, retryable: false },
  freezeUnderWay: { status: 503, retryable: true },
  invalid: { status: 422, retryable: false },
  malformed: { status: 400, retryable: false },
  messageMalformed: { status: 422, retryable: false },
  idempotencyKeyMissing: { status: 400, retryable: false },
  idempotencyKeyReused: { status: 422, retryable: false },
  idempotencyKeyInFlight: { status: 409, retryable: false },
  payloadTooLarge: { status: 413, retryable: false },
  unsupportedMediaType: { status: 415, retryable: false },
  notAcceptable: { status: 406, retryable: false },
  methodNotAllowed: { status: 405, retryable: false },
  giverNotFound: { status: 422, retryable: false },
  receiverNotFound: { status: 422, retryable: false },
  receiverIsGiver: { status: 422, retryable: false },
  receiverAlready: { status: 422, retryable: false },
  receiverNotActive: { status: 422, retryable: false },
  supervisorNotFound: { status: 422, retryable: false },
  deputyIsParty: { status: 422, retryable: false },
  supervisorIsParty: { status: 422, retryable: false },
  policyNotFound: { status: 422, retryable: false },
  tooFarAhead: { status: 422, retryable: false },
  effectiveAtPast: { status: 422, retryable: false },
  customersNotInBook: { status: 422, retryable: false },
  bookEmpty: { status: 422, retryable: false },
  giverHasHandover: { status: 409, retryable: false },
  notSealedYet: { status: 409, retryable: false },
  notNow: { status: 409, retryable: false },
  notAwaited: { status: 403, retryable: false },
  alreadyAnswered: { status: 409, retryable: false },
  hashDiffers: { status: 409, retryable: false },
  tokenInvalid: { status: 409, retryable: false },
  operatorStatementNotAllowed: { status: 409, retryable: false },
  tooLateToCancel: { status: 409, retryable: false },
  conflictElsewhere: { status: 409, retryable: false },
  conflictOutdated: { status: 409, retryable: false },
  restoreTooLate: { status: 409, retryable: false },
  notTransferred: { status: 409, retryable: false },
  handoverOver: { status: 409, retryable: false },
  dueNotLater: { status: 422, retryable: false },
  meetingPast: { status: 422, retryable: false },
  customersNotInHandover: { status: 422, retryable: false },
  versionDiffers: { status: 412, retryable: false },
  safetyStop: { status: 409, retryable: false },
  secondPersonNeeded: { status: 403, retryable: false },
  planChanged: { status: 409, retryable: false },
  inboxEntryMissing: { status: 409, retryable: false },
  importRefused: { status: 422, retryable: false },
  accessReviewOpen: { status: 409, retryable: false },
  accessReviewOver: { status: 409, retryable: false },
  rateLimited: { status: 429, retryable: false },
  hostNotAllowed: { status: 421, retryable: false },
  unavailable: { status: 503, retryable: true },
  internal: { status: 500, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type FailureType = keyof typeof FAILURES;

export function isFailureType(type: unknown): type is FailureType {
  return typeof type === 'string' && Object.hasOwn(FAILURES, type);
}

/** A business refusal on the way in (http, cli, activities); workflow code throws ApplicationFailure of the same type. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly type: FailureType;
  readonly params: Record<string, string | number>;
  /** JSON pointer to the field of the request that is wrong */
  readonly pointer: string | undefined;

  constructor(type: FailureType, params: Record<string, string | number> = {}, pointer?: string) {
    super(type);
    this.type = type;
    this.params = params;
    this.pointer = pointer;
  }
}
