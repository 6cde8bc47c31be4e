import { decideTelling, isOvertaken, type StreamedResult } from './telling';

const noted = (stage: StreamedResult['stage'], runSeq: number, epoch = 1): StreamedResult => ({
  stage,
  epoch,
  runSeq,
  runId: `run ${runSeq}`,
  definitionVersion: 1,
  members: 2,
  snapshotIds: [],
});
const both = (runSeq: number, epoch = 1) => [noted('begun', runSeq, epoch), noted('complete', runSeq, epoch)];
const at = (runSeq: number, epoch = 1) => ({ epoch, runSeq });

describe('what is told of a result', () => {
  it('is all of it, when the stream begins', () => {
    expect(decideTelling(at(5), [])).toEqual({ tell: 'members', since: undefined, build: false });
  });

  it('is what differs from the newest result that was streamed completely, whatever was missed between', () => {
    expect(decideTelling(at(9), [...both(2), ...both(4)])).toEqual({
      tell: 'members',
      since: noted('complete', 4),
      build: true,
    });
  });

  it('is the same for a result whose streaming was interrupted', () => {
    expect(decideTelling(at(5), [...both(4), noted('begun', 5)])).toMatchObject({ build: true });
  });

  it('is nothing, when it was told', () => {
    expect(decideTelling(at(4), both(4))).toEqual({ tell: 'nothing' });
  });

  it('is nothing, when a newer one was told or has begun to be', () => {
    expect(decideTelling(at(3), both(4))).toEqual({ tell: 'nothing' });
    expect(decideTelling(at(3), [noted('begun', 4)])).toEqual({ tell: 'nothing' });
    expect(decideTelling(at(9, 1), both(4, 2))).toEqual({ tell: 'nothing' });
  });

  it('is all of it, when another one was begun since and never finished', () => {
    const telling = decideTelling(at(6), [...both(4), noted('begun', 5)]);
    expect(telling).toEqual({ tell: 'members', since: noted('complete', 4), build: false });
  });

  it('is the difference again, after that', () => {
    expect(decideTelling(at(7), [...both(4), noted('begun', 5), ...both(6)])).toMatchObject({
      since: noted('complete', 6),
      build: true,
    });
  });

  it('is all of it in a new epoch, also of a result that was told in an older one', () => {
    expect(decideTelling(at(4, 2), both(4, 1))).toEqual({ tell: 'members', since: undefined, build: false });
  });
});

test('a result is overtaken by later ones only', () => {
  expect(isOvertaken(at(4), undefined)).toBe(false);
  expect(isOvertaken(at(4), at(4))).toBe(false);
  expect(isOvertaken(at(4), at(5))).toBe(true);
  expect(isOvertaken(at(4), at(3, 2))).toBe(true);
});
