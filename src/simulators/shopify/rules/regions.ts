// Countries and provinces by code and name, as far as the simulator checks them.

const countryNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** "US Alabama, AL …" in short: provinces of the countries whose provinces are checked. */
const provinces: Record<string, string> = {
  US: 'AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|PR Puerto Rico|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming',
  CA: 'AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NT Northwest Territories|NS Nova Scotia|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon',
  AU: 'ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory|QLD Queensland|SA South Australia|TAS Tasmania|VIC Victoria|WA Western Australia',
};

export type Region = { code: string; name: string };

const provinceLists = new Map<string, Region[]>(
  Object.entries(provinces).map(([country, text]) => [
    country,
    text.split('|').map((entry) => {
      const space = entry.indexOf(' ');
      return { code: entry.slice(0, space), name: entry.slice(space + 1) };
    }),
  ]),
);

const countriesByName = new Map<string, Region>();
for (const first of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
  for (const second of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
    const code = first + second;
    const name = countryNames.of(code);
    // Names that several codes share keep the code that comes first in use: UK is an alias of GB.
    if (name && code !== 'UK') countriesByName.set(name.toLowerCase(), { code, name });
  }
}

/** Finds a country by its ISO code or English name. */
export function findCountry(text: string): Region | undefined {
  const code = text.toUpperCase();
  const name = /^[A-Z]{2}$/.test(code) ? countryNames.of(code) : undefined;
  return name ? { code, name } : countriesByName.get(text.toLowerCase());
}

/**
 * Finds a province by code or name. 'unchecked' says that the simulator does not know the country's provinces;
 * undefined that the country has no such province.
 */
export function findProvince(countryCode: string, text: string): Region | 'unchecked' | undefined {
  const list = provinceLists.get(countryCode);
  if (!list) return 'unchecked';
  const folded = text.toLowerCase();
  return list.find(({ code, name }) => code.toLowerCase() === folded || name.toLowerCase() === folded);
}
