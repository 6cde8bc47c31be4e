/**
 * Unicode properties that the engine's RE2 knows, by the names that it takes: the general categories, and the scripts up to Unicode
 * 15. Measured on the embedded engine, which is ClickHouse 26.7. re2js knows more (the scripts of Unicode 16 and 17, `Cn`, `LC`, `Assigned`,
 * `Emoji` and other properties that are neither category nor script): the engine refuses a statement with one of those.
 */
export const engineProperties: ReadonlySet<string> = new Set(
  `
  Any
  C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs
  Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali
  Bhaiksuki Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian
  Chakma Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret
  Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian
  Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo
  Hatran Hebrew Hiragana Imperial_Aramaic Inherited Inscriptional_Pahlavi Inscriptional_Parthian
  Javanese Kaithi Kannada Katakana Kawi Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi
  Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic
  Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive
  Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari
  New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic
  Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya
  Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic
  Samaritan Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo
  Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut
  Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi
  Zanabazar_Square
  `
    .trim()
    .split(/\s+/),
);

/** Quoted text, which runs to `\E` or to the end; a named property, perhaps negated; any other escape, so that `\\p` is none. */
const QUOTED_NAMED_OR_ESCAPED = /\\Q.*?(?:\\E|$)|\\[pP]\{\^?([^}]*)\}|\\./gsu;

/** Whether a pattern that re2js takes names a Unicode property that the engine does not know. */
export function namesUnknownProperty(pattern: string): boolean {
  return [...pattern.matchAll(QUOTED_NAMED_OR_ESCAPED)].some(
    ([, name]) => name !== undefined && !engineProperties.has(name),
  );
}
