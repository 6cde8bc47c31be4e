import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MinioObjectStore } from './minio-object-store';

const upload = (key: string, id: string, initiated: string) =>
  `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${initiated}</Initiated></Upload>`;

/** As an S3 lists uploads of which some are under way. MinIO lists none unless their keys are named, and gives them up itself. */
const UPLOADS = `<?xml version="1.0" encoding="UTF-8"?>
<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>
${upload('old', 'one', '2026-11-01T00:00:00.000Z')}${upload('young', 'two', '2026-11-03T00:00:00.000Z')}
</ListMultipartUploadsResult>`;

describe('uploads that a killed writer has left behind', () => {
  let server: Server;
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      if (request.method === 'GET') response.end(UPLOADS);
      else response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('are given up by their age', async () => {
    const endpoint = new URL(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
    const keys = { accessKey: 'key', secretKey: 'secret', region: 'us-east-1' };
    const store = new MinioObjectStore({
      ...keys,
      ...{ endpoint, publicEndpoint: endpoint, bucketPrefix: 'test-' },
    });
    expect(await store.abortUploads('exports', new Date('2026-11-02'))).toBe(1);
    expect(asked.filter((request) => request.startsWith('DELETE'))).toEqual([
      'DELETE /test-exports/old?uploadId=one',
    ]);
  });
});
