import { BadRequestException } from '@nestjs/common';
import { problemOf } from './problem';

describe('problemOf', () => {
  it('tells a caller who hung up from a database that did', () => {
    const hungUp = { code: 'ECONNABORTED', type: 'request.aborted', status: 400 };
    expect(problemOf(Object.assign(new Error('request aborted'), hungUp)).code).toBe('request.aborted');
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    expect(problemOf(reset).code).toBe('dependency.unavailable');
  });

  it('takes what the framework refuses for no unreadable body', () => {
    expect(problemOf(new BadRequestException('no'))).toMatchObject({ status: 400, code: 'request.invalid' });
  });
});
