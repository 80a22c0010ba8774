/** What the API token of a service account may be used for (docs/identity.md). */
export const SCOPES = ['read', 'import', 'scim', 'webhooks'] as const;
export type Scope = (typeof SCOPES)[number];
export const isScope = (scope: string): scope is Scope => SCOPES.some((known) => known === scope);
