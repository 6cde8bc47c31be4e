import { Client } from 'minio';
import type { ObjectStoreConfig } from '../config/platform-config';

export interface ClientKeys extends Pick<
  ObjectStoreConfig,
  'accessKey' | 'secretKey' | 'region' | 'pathStyle'
> {
  /** Of temporary keys. */
  readonly sessionToken?: string;
}

/** A client with these keys at an endpoint. Its region is fixed, so that signing URLs takes no request. */
export function clientOf(
  { accessKey, secretKey, region, sessionToken, pathStyle = true }: ClientKeys,
  endpoint: URL,
): Client {
  const useSSL = endpoint.protocol === 'https:';
  return new Client({
    endPoint: endpoint.hostname,
    port: endpoint.port === '' ? (useSSL ? 443 : 80) : Number(endpoint.port),
    useSSL,
    accessKey,
    secretKey,
    ...(sessionToken !== undefined && { sessionToken }),
    region,
    pathStyle,
    // Whoever calls has its own way of trying again; the client's writes to the console.
    retryOptions: { disableRetry: true },
  });
}
