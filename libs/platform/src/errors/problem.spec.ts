import { BadRequestException } from '@nestjs/common';
import { ProblemError } from './errors';
import { problemOf } from './problem';

describe('problemOf', () => {
  it('takes a broken connection for one of ours: a caller who hung up is told of where the body is read', () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    expect(problemOf(reset).code).toBe('dependency.unavailable');
  });

  it('cuts what is too long, and says how much is left out', () => {
    const errors = Array.from({ length: 150 }, (_, n) => ({
      code: 'x',
      pointer: `/a/${n === 0 ? 'b'.repeat(2_000) : n}/c`,
      message: 'm'.repeat(2_000),
    }));
    const problem = problemOf(new ProblemError(400, 'x', 'd'.repeat(5_000), errors));
    expect(problem.errors).toHaveLength(100);
    // The nearest place around the one that has no short name.
    expect(problem.errors[0]?.pointer).toBe('/a');
    expect(problem.errors[1]).toMatchObject({ pointer: '/a/1/c', message: `${'m'.repeat(1_000)}…` });
    expect(problem.detail).toMatch(/^d{1000}… \(50 more errors are not listed\)$/);
  });

  it('takes what the framework refuses for no unreadable body', () => {
    expect(problemOf(new BadRequestException('no'))).toMatchObject({ status: 400, code: 'request.invalid' });
  });
});
