import { isNativeError } from 'node:util/types';
import type { ClientCredentials } from '../../config/kafka-config';
import { DependencyDownError } from '../../errors/errors';

/** A token is asked for anew before it ends: brokers end a connection whose token has. */
const RENEW_AT = 0.8;
const TIMEOUT_MS = 10_000;

/** Tokens of an OAuth client, by client credentials (RFC 6749, section 4.4). One is used until most of its life is over. */
export class OAuthTokens {
  private token: { readonly value: string; readonly until: number } | undefined;

  constructor(private readonly credentials: ClientCredentials) {}

  /** @throws DependencyDownError when the token endpoint gives none. */
  async get(): Promise<string> {
    if (this.token && Date.now() < this.token.until) return this.token.value;
    const response = await this.ask().catch((error: unknown) => {
      throw noToken(isNativeError(error) ? error.message : String(error), error);
    });
    if (!response.ok) throw noToken(`its endpoint answers ${response.status}`);
    const { access_token: value, expires_in: seconds = 0 } = (await response
      .json()
      .catch(() => ({}))) as Answer;
    if (!value) throw noToken('its endpoint answers without access_token');
    this.token = { value, until: Date.now() + seconds * 1000 * RENEW_AT };
    return value;
  }

  private ask(): Promise<Response> {
    const { tokenUrl, clientId, clientSecret, scope } = this.credentials;
    return fetch(tokenUrl, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`,
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }
}

interface Answer {
  readonly access_token?: string;
  readonly expires_in?: number;
}

function noToken(reason: string, cause?: unknown): DependencyDownError {
  return new DependencyDownError('broker', `no token for Kafka's login: ${reason}`, { cause });
}
