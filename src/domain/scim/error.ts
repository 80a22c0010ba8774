/** Kinds of mistakes that RFC 7644 names, 3.12. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers';

/** What went wrong: each has its sentence in src/i18n under this name. */
export const SCIM_FAILURES = {
  filterSyntax: { status: 400, scimType: 'invalidFilter' },
  filterTooLong: { status: 400, scimType: 'invalidFilter' },
  filterAttribute: { status: 400, scimType: 'invalidFilter' },
  filterOperator: { status: 400, scimType: 'invalidFilter' },
  filterValue: { status: 400, scimType: 'invalidFilter' },
  sortAttribute: { status: 400, scimType: 'invalidPath' },
  parameterWrong: { status: 400, scimType: 'invalidValue' },
  pathUnknown: { status: 400, scimType: 'invalidPath' },
  pathSyntax: { status: 400, scimType: 'invalidPath' },
  noTarget: { status: 400, scimType: 'noTarget' },
  readOnly: { status: 400, scimType: 'mutability' },
  required: { status: 400, scimType: 'invalidValue' },
  requiredStays: { status: 400, scimType: 'mutability' },
  valueType: { status: 400, scimType: 'invalidValue' },
  valueTooLong: { status: 400, scimType: 'invalidValue' },
  profileTooLarge: { status: 400, scimType: 'invalidValue' },
  primaryTwice: { status: 400, scimType: 'invalidValue' },
  emailMissing: { status: 400, scimType: 'invalidValue' },
  emailWrong: { status: 400, scimType: 'invalidValue' },
  managerUnknown: { status: 400, scimType: 'invalidValue' },
  managerCycle: { status: 400, scimType: 'invalidValue' },
  memberUnknown: { status: 400, scimType: 'invalidValue' },
  oneself: { status: 403, scimType: undefined },
  userNameTaken: { status: 409, scimType: 'uniqueness' },
  emailTaken: { status: 409, scimType: 'uniqueness' },
  numberTaken: { status: 409, scimType: 'uniqueness' },
  groupTaken: { status: 409, scimType: 'uniqueness' },
  schemasMissing: { status: 400, scimType: 'invalidSyntax' },
  bodySyntax: { status: 400, scimType: 'invalidSyntax' },
  operationSyntax: { status: 400, scimType: 'invalidSyntax' },
  bulkIdUnknown: { status: 400, scimType: 'invalidValue' },
  bulkIdCycle: { status: 409, scimType: undefined },
  tooManyOperations: { status: 413, scimType: undefined },
  payloadTooLarge: { status: 413, scimType: undefined },
  mediaType: { status: 415, scimType: undefined },
  versionDiffers: { status: 412, scimType: undefined },
  notFound: { status: 404, scimType: undefined },
  methodNotAllowed: { status: 405, scimType: undefined },
  notImplemented: { status: 501, scimType: undefined },
} as const satisfies Record<string, { status: number; scimType: ScimType | undefined }>;
export type ScimFailure = keyof typeof SCIM_FAILURES;

/** A refusal in SCIM's own form. */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  readonly code: ScimFailure;
  readonly params: Record<string, string | number>;
  constructor(code: ScimFailure, params: Record<string, string | number> = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}
