import { IsIn } from 'class-validator';
import { CreateAudienceDto } from '../audiences/create-audience.dto';
import { RegisterOrganisationDto } from '../organisations/register-organisation.dto';
import { RequestRunDto } from '../runs/request-run.dto';
import { checkFields } from './check-fields';
import { MayBeLeftOut } from './optional';

const codes = { noun: 'field', unknown: 'unknown', missing: 'missing', invalid: 'invalid' } as const;

class ColourDto {
  @MayBeLeftOut()
  @IsIn(['red', 'blue'])
  colour?: string;
}

function found(type: new () => object, input: Record<string, unknown>): string[] {
  return checkFields(type, input, codes).problems.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('checkFields', () => {
  it('finds every problem at once, each where it is', () => {
    expect(found(RegisterOrganisationDto, { nmae: 'Acme', timeZone: 'Mars/Olympus' })).toEqual([
      'unknown /nmae',
      'missing /name',
      'organisation.time-zone-unknown /timeZone',
    ]);
  });

  it('takes what may be left out, but not null in its place', () => {
    expect(found(ColourDto, {})).toEqual([]);
    expect(found(ColourDto, { colour: null })).toEqual(['invalid /colour']);
    expect(found(RequestRunDto, { asOf: null })).toEqual(['invalid /asOf']);
  });

  it.each(['constructor', 'toString', '__proto__', 'a/b~c'])('knows no field %s', (field) => {
    const input = JSON.parse(`{${JSON.stringify(field)}: {}}`) as Record<string, unknown>;
    const pointer = field.replace('~', '~0').replace('/', '~1');
    expect(found(ColourDto, input)).toEqual([`unknown /${pointer}`]);
  });

  it('leaves a rule as it is', () => {
    const rule = { op: 'union', of: [] };
    expect(checkFields(CreateAudienceDto, { name: 'a', rule }, codes).dto.rule).toBe(rule);
  });

  it.each(['', '   ', 'x'.repeat(201), 'a\nb', 'a\u0000', 'a\ud83d', 7, null])(
    'refuses the name %j',
    (name) => {
      expect(found(CreateAudienceDto, { name })).toEqual(['invalid /name']);
    },
  );

  it.each(['a', '  Buyers  ', '買い物客', '🙂'.repeat(200)])('takes the name %j', (name) => {
    expect(found(CreateAudienceDto, { name })).toEqual([]);
  });

  it.each(['+01:00', 'GMT+25', 'utc/', 3, ''])('refuses the time zone %j', (timeZone) => {
    expect(found(RegisterOrganisationDto, { name: 'a', timeZone })).toEqual([
      'organisation.time-zone-unknown /timeZone',
    ]);
  });
});
