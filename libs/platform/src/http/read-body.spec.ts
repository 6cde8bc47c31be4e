import { PassThrough } from 'node:stream';
import { readBody } from './read-body';

const response = { writeContinue: () => undefined };

function requestWith(headers: Record<string, string>) {
  return Object.assign(new PassThrough(), { headers, complete: false });
}

describe('readBody', () => {
  it('takes a body that broke off for no failure of ours', async () => {
    const plain = requestWith({ 'content-length': '10' });
    const reading = readBody(plain, response);
    plain.write('half');
    plain.emit('aborted');
    await expect(reading).rejects.toMatchObject({ status: 400, code: 'request.aborted' });

    const encoded = requestWith({ 'transfer-encoding': 'chunked', 'content-encoding': 'gzip' });
    const decoding = readBody(encoded, response);
    encoded.destroy();
    await expect(decoding).rejects.toMatchObject({ status: 400, code: 'request.aborted' });
  });

  it('takes no body that is shorter than it says', async () => {
    const short = requestWith({ 'content-length': '10' });
    short.end('half');
    await expect(readBody(short, response)).rejects.toMatchObject({ code: 'request.wrong-length' });
  });
});
