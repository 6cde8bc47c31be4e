import type { ClientCredentials } from '../../config/kafka-config';

/** A token is asked for anew before it ends: brokers end a connection whose token has. */
const RENEW_AT = 0.8;
const TIMEOUT_MS = 10_000;

/** Tokens of an OAuth client, by client credentials (RFC 6749, section 4.4). One is used until most of its life is over. */
export class OAuthTokens {
  private token: { readonly value: string; readonly until: number } | undefined;

  constructor(private readonly credentials: ClientCredentials) {}

  async get(): Promise<string> {
    if (this.token && Date.now() < this.token.until) return this.token.value;
    const { tokenUrl, clientId, clientSecret, scope } = this.credentials;
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`,
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the token endpoint of Kafka's login answers ${response.status}`);
    const { access_token: value, expires_in: seconds = 0 } = (await response.json()) as {
      access_token?: string;
      expires_in?: number;
    };
    if (!value) throw new Error("the token endpoint of Kafka's login gives no access_token");
    this.token = { value, until: Date.now() + seconds * 1000 * RENEW_AT };
    return value;
  }
}
