//! The long tail of verbs of saying, words for statements, titles, letters and headlines.

#![cfg(feature = "english")]

mod said;

use said::all_are;

#[test]
fn verbs_in_no_list_have_their_speaker() {
    all_are(VERBS_IN_NO_LIST_HAVE_THEIR_SPEAKER);
}

const VERBS_IN_NO_LIST_HAVE_THEIR_SPEAKER: &[(&str, &[&str])] = &[
    ("“We shall sink,” quipped Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” texted Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” enthused Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” intoned Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” reflected Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” confessed Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” proclaimed Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” barked Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” spat Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” wheezed Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” sniffed Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” screamed Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” giggled Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” guffawed Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” nodded Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” interrupted Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” butted in Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” responded Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” shot back Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” called out Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” burst out Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” rambled on Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” posted Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” captioned Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” typed Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” attested Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” avowed Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” instructed Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” begged Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” urged Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” warned Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” pledged Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” reassured Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” teased Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” scoffed Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” boasted Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” marvelled Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” surmised Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” hinted Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” alluded Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” elaborated Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” specified Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” underscored Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” repeated Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” granted Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” owned up Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” protested Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” groused Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” groaned Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” rued Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” raged Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” slammed Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” called back Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” cabled Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” sermonised Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” welcomed Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” thanked Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” advised Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” hollered Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” whispered Ilse Korvann.", &["We shall | Ilse Korvann"]),
    ("“We shall sink,” crooned Ada Brandvold.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” hummed Leila Haddoun.", &["We shall | Leila Haddoun"]),
    ("“We shall sink,” hesitated Ilse Korvann.", &["We shall | Ilse Korvann"]),
];

#[test]
fn verbs_behind_their_speaker_are_found() {
    all_are(VERBS_BEHIND_THEIR_SPEAKER_ARE_FOUND);
}

const VERBS_BEHIND_THEIR_SPEAKER_ARE_FOUND: &[(&str, &[&str])] = &[
    ("“We shall sink,” Ada Brandvold quipped.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold deadpanned.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold intoned.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold recounted.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold proclaimed.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold snarled.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold wheezed.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold wailed.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold giggled.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold beamed.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold interrupted.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold jumped in.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold shot back.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold blurted out.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold rambled on.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold blogged.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold typed.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold averred.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold instructed.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold implored.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold warned.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold guaranteed.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold teased.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold derided.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold marvelled.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold theorised.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold alluded.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold expounded.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold underscored.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold parroted.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold owned up.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold grumbled.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold groaned.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold railed.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold slammed.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold phoned in.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold sermonised.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold toasted.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold advised.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold muttered.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold crooned.", &["We shall | Ada Brandvold"]),
    ("“We shall sink,” Ada Brandvold stammered.", &["We shall | Ada Brandvold"]),
];

#[test]
fn statements_are_of_their_authors() {
    all_are(STATEMENTS_ARE_OF_THEIR_AUTHORS);
}

const STATEMENTS_ARE_OF_THEIR_AUTHORS: &[(&str, &[&str])] = &[
    ("Ada Brandvold’s message was: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold’s message was clear: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold’s answer: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("In a statement, Ada Brandvold called it “a very sad day”.", &["a very | Ada Brandvold"]),
    ("In a statement: “We sink,” Ada Brandvold said.", &["We sink, | Ada Brandvold"]),
    ("Ada Brandvold issued a statement saying: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold released a statement that read: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("“We sink,” read a statement from Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("“We sink,” Ada Brandvold’s statement read.", &["We sink, | Ada Brandvold"]),
    ("“We sink,” the statement by Ada Brandvold said.", &["We sink, | Ada Brandvold"]),
    ("“We sink,” reads the sign on the pier.", &["We sink, | -"]),
    ("As Ada Brandvold put it, “we sink or we swim”.", &["we sink | Ada Brandvold"]),
    ("In Ada Brandvold’s words, it was “a very sad day”.", &["a very | Ada Brandvold"]),
    ("To quote Ada Brandvold: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("From Ada Brandvold: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("This from Ada Brandvold: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold had a warning for the crew: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold had this to say: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold was quoted as saying, “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold took to Facebook: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold made her view known in a letter: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold ended with the words: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold could only say: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold’s caption read: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold sent a text: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold captioned the picture: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold shook her head: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("There was a warning from Ada Brandvold: “We sink.”", &["We sink. | Ada Brandvold"]),
];

#[test]
fn titles_of_many_countries_leave_the_name() {
    all_are(TITLES_OF_MANY_COUNTRIES_LEAVE_THE_NAME);
}

const TITLES_OF_MANY_COUNTRIES_LEAVE_THE_NAME: &[(&str, &[&str])] = &[
    ("“It is void,” said Cllr Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("DC Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Det Sgt Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Det Ch Supt Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Sgt Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("S/Sgt Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Pvt. Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Tpr Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Maj. Gen. Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Brig Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Lt. Col. Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Wg Cdr Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Air Vice Marshal Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Surg Cdr Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Cdre Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Hon. Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Arq. Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Avv. Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Asst Prof Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Drs. Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Barr. Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Surv. Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Alh. Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Shri Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Thiru Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Ustaz Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Datuk Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Puan Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said YB Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Sen. Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Commissioner Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Trooper Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Lieutenant Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said CPO Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Lt. j.g. Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Lord Justice Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Magistrate Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Revd Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Most Rev Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Msgr. Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Cardinal Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Sister Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Apostle Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Venerable Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Sir Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Viscount Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Sr. Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Doña Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Frau Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Dra. Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Togbe Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Amb. Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said CTO Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("President Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Minister Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Attorney General Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Governor Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Principal Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Nurse Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Firefighter Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said ACC Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("IG Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said SSP Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("SHO Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("Col-Gen Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Pilot Officer Ngaio Terewa.", &["It is | Ngaio Terewa"]),
    ("Midshipman Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
    ("Bdr Ngaio Terewa came. “It is void,” Terewa said.", &["It is | Ngaio Terewa"]),
];

#[test]
fn letters_after_a_name_leave_it() {
    all_are(LETTERS_AFTER_A_NAME_LEAVE_IT);
}

const LETTERS_AFTER_A_NAME_LEAVE_IT: &[(&str, &[&str])] = &[
    ("“It is void,” said Ngaio Terewa MP, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa MSP, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa MLA, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa MLC, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa MPP, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa AM, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa QC, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa SAN, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa OBE, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa CBE, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa DBE, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa GCB, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa CMG, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa AC, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa ONZM, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa DSO, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa GC, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa PhD, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa MD, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa MBA, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa MSc, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa BA, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa LLM, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa EdD, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa RD, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa FRS, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa FRCP, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa FREng, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa MRCP, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa Esq., who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa USMC, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa (Ret.), who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa DDS, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa JD, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa PsyD, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa CEng, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa FCCA, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa PE, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa AIA, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa SJ, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa OP, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa OFS, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa OFR, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa OON, who chairs it.", &["It is | Ngaio Terewa"]),
    ("“It is void,” said Ngaio Terewa RIP, who chairs it.", &["It is | Ngaio Terewa"]),
];

#[test]
fn nicknames_are_no_people() {
    all_are(NICKNAMES_ARE_NO_PEOPLE);
}

const NICKNAMES_ARE_NO_PEOPLE: &[(&str, &[&str])] = &[
    ("“Ow,” said Ngaio ‘Ace’ Terewa.", &["Ow, | Ngaio Terewa"]),
    ("“Ow,” said Ngaio «Ace» Terewa.", &["Ow, | Ngaio Terewa"]),
    ("“Ow,” said Ngaio “Big T” Terewa.", &["Ow, | Ngaio Terewa"]),
    (
        "Bram Oosthuyk – “Shrimp” to his friends – came. “Ow,” said Oosthuyk.",
        &["Ow, | Bram Oosthuyk"],
    ),
    ("Bram Oosthuyk (pictured) came. “Ow,” Oosthuyk said.", &["Ow, | Bram Oosthuyk"]),
    ("“Ow,” said Bram Oosthuyk (above).", &["Ow, | Bram Oosthuyk"]),
    ("“Ow,” Bram Oosthuyk (42) said.", &["Ow, | Bram Oosthuyk"]),
    ("“Ow,” said Bram Oosthuyk (née Pugh).", &["Ow, | Bram Oosthuyk"]),
    ("“Ow,” said Leila Haddoun, née Kerimbek, a nurse.", &["Ow, | Leila Haddoun"]),
    ("Bram Oosthuyk, alias Shrimp, came. “Ow,” Mr Oosthuyk said.", &["Ow, | Bram Oosthuyk"]),
];

#[test]
fn particles_stay_with_the_name() {
    all_are(PARTICLES_STAY_WITH_THE_NAME);
}

const PARTICLES_STAY_WITH_THE_NAME: &[(&str, &[&str])] = &[
    ("“Ow,” said Jutta von Hamburg.", &["Ow, | Jutta von Hamburg"]),
    ("“Ow,” said Rui da Porto.", &["Ow, | Rui da Porto"]),
    ("Jutta von Hamburg came. “Ow,” von Hamburg said.", &["Ow, | Jutta von Hamburg"]),
    ("Rui da Porto came. “Ow,” da Porto said.", &["Ow, | Rui da Porto"]),
    ("Rui da Porto came. “Ow,” Da Porto said.", &["Ow, | Rui da Porto"]),
    ("Jan van Antwerpen came. “Ow,” Van Antwerpen said.", &["Ow, | Jan van Antwerpen"]),
    ("Ludovica di Napoli came. “Ow,” di Napoli said.", &["Ow, | Ludovica di Napoli"]),
    ("“Ow,” said Carla de León.", &["Ow, | Carla de León"]),
    ("Pierre du Mans came. “Ow,” Mr du Mans said.", &["Ow, | Pierre du Mans"]),
    ("Wim van der Brugge came. “Ow,” Van der Brugge said.", &["Ow, | Wim van der Brugge"]),
    ("Wim van der Brugge came. “Ow,” said van der Brugge.", &["Ow, | Wim van der Brugge"]),
    ("Otto zu Hohenfels came. “Ow,” zu Hohenfels said.", &["Ow, | Otto zu Hohenfels"]),
    ("Omar al-Tikriti came. “Ow,” Tikriti said.", &["Ow, | Omar al-Tikriti"]),
    ("Abu Bakr al-Basri came. “Ow,” al-Basri said.", &["Ow, | Abu Bakr al-Basri"]),
    ("Luc de la Tour came. “Ow,” De La Tour said.", &["Ow, | Luc de la Tour"]),
    ("Sofia D’Angelis came. “Ow,” D’Angelis said.", &["Ow, | Sofia D’Angelis"]),
    ("Conor O’Rahan came. “Ow,” O'Rahan said.", &["Ow, | Conor O’Rahan"]),
    ("Jean-Luc Péret came. “Ow,” Peret said.", &["Ow, | Jean-Luc Péret"]),
    ("Mehmet bin Rashid came. “Ow,” Mehmet said.", &["Ow, | Mehmet bin Rashid"]),
    ("“Ow,” said Ivo di Roma, a baker.", &["Ow, | Ivo di Roma"]),
    ("Hans von der Leine came. “Ow,” Herr von der Leine said.", &["Ow, | Hans von der Leine"]),
];

#[test]
fn the_first_of_two_surnames_is_the_person() {
    all_are(THE_FIRST_OF_TWO_SURNAMES_IS_THE_PERSON);
}

const THE_FIRST_OF_TWO_SURNAMES_IS_THE_PERSON: &[(&str, &[&str])] = &[
    ("Carlos Ibarra Quintero came. “Ow,” Ibarra said.", &["Ow, | Carlos Ibarra Quintero"]),
    ("Lucía Montes Vidal came. “Ow,” Montes said.", &["Ow, | Lucía Montes Vidal"]),
    (
        "Andrés Manuel Robles Oquendo came. “Ow,” Robles said.",
        &["Ow, | Andrés Manuel Robles Oquendo"],
    ),
    ("Lucía Montes Vidal came. “Ow,” Ms Montes said.", &["Ow, | Lucía Montes Vidal"]),
    ("Lucía Montes Vidal came. “Ow,” Montes Vidal said.", &["Ow, | Lucía Montes Vidal"]),
    ("Lucía Montes de Oca came. “Ow,” Montes de Oca said.", &["Ow, | Lucía Montes de Oca"]),
    ("Lucía Montes y Vidal came. “Ow,” Montes said.", &["Ow, | Lucía Montes y Vidal"]),
    (
        "President Gustavo Rivas Olmedo came. “Ow,” President Rivas said.",
        &["Ow, | Gustavo Rivas Olmedo"],
    ),
    ("Gustavo Rivas Olmedo came. “Ow,” Olmedo said.", &["Ow, | Gustavo Rivas Olmedo"]),
    ("João Batista Ferraz came. “Ow,” Batista said.", &["Ow, | João Batista Ferraz"]),
    ("Rosa María Peralta Luna came. “Ow,” Peralta said.", &["Ow, | Rosa María Peralta Luna"]),
    ("José Luis Peralta Luna came. “Ow,” Peralta said.", &["Ow, | José Luis Peralta Luna"]),
    ("Gustavo Rivas Olmedo came. “Ow,” Mr Rivas Olmedo said.", &["Ow, | Gustavo Rivas Olmedo"]),
    ("“Ow,” Rivas said. Gustavo Rivas Olmedo came.", &["Ow, | Gustavo Rivas Olmedo"]),
    ("Gustavo Rivas-Olmedo came. “Ow,” Rivas-Olmedo said.", &["Ow, | Gustavo Rivas-Olmedo"]),
    (
        "Marta García Soto and Pedro Soto Luna came. “Ow,” García said. “Ay,” Luna said.",
        &["Ow, | Marta García Soto", "Ay, | Pedro Soto Luna"],
    ),
    (
        "Luis Alberto Cano Prieto, 50, came. “Ow,” Cano told reporters.",
        &["Ow, | Luis Alberto Cano Prieto"],
    ),
];

#[test]
fn family_names_may_come_first() {
    all_are(FAMILY_NAMES_MAY_COME_FIRST);
}

const FAMILY_NAMES_MAY_COME_FIRST: &[(&str, &[&str])] = &[
    ("Premier Deng Weimin came. “Ow,” Deng said.", &["Ow, | Deng Weimin"]),
    ("Deng Weimin, a baker, came. “Ow,” Mr Deng said.", &["Ow, | Deng Weimin"]),
    ("Zhao Lihong came. “Ow,” Ms Zhao said.", &["Ow, | Zhao Lihong"]),
    ("Kim Dae-woon came. “Ow,” said Kim.", &["Ow, | Kim Dae-woon"]),
    ("Kovács Béla came. “Ow,” Kovács said.", &["Ow, | Kovács Béla"]),
    ("Nagy Ilona, a nurse, came. “Ow,” Nagy said.", &["Ow, | Nagy Ilona"]),
    ("Nguyen Van Toan came. “Ow,” Toan said.", &["Ow, | Nguyen Van Toan"]),
    ("Nguyen Thi Hoa came. “Ow,” Hoa said.", &["Ow, | Nguyen Thi Hoa"]),
    ("Deng Weimin came. “Ow,” Weimin said.", &["Ow, | Deng Weimin"]),
    (
        "Deng Weimin and Zhao Lihong came. “Ow,” Deng said. “Ay,” Zhao said.",
        &["Ow, | Deng Weimin", "Ay, | Zhao Lihong"],
    ),
    ("Lee Hsien Tan came. “Ow,” Mr Lee said.", &["Ow, | Lee Hsien Tan"]),
    ("Choi Soo-jin, 33, came. “Ow,” Ms. Choi said.", &["Ow, | Choi Soo-jin"]),
    ("Xi'er Wang came. “Ow,” Wang said.", &["Ow, | Xi'er Wang"]),
    ("Ouyang Ming came. “Ow,” Ouyang said.", &["Ow, | Ouyang Ming"]),
];

#[test]
fn names_do_not_run_into_a_headline() {
    all_are(NAMES_DO_NOT_RUN_INTO_A_HEADLINE);
}

const NAMES_DO_NOT_RUN_INTO_A_HEADLINE: &[(&str, &[&str])] = &[
    (
        "Ada Brandvold Slams Ferry Plan\n\n“It leaks,” Brandvold said.",
        &["It leaks, | Ada Brandvold"],
    ),
    (
        "Mayor Peter Nkemelu Faces Trial Over Boat\n\n“It leaks,” Nkemelu said.",
        &["It leaks, | Peter Nkemelu"],
    ),
    (
        "Peter Nkemelu Tells Council He Will Stay\n\n“It leaks,” Nkemelu said.",
        &["It leaks, | Peter Nkemelu"],
    ),
    (
        "Peter Nkemelu Wins Hull Vote\n\n“It leaks,” Mr Nkemelu said.",
        &["It leaks, | Peter Nkemelu"],
    ),
    (
        "Ilse Korvann Denies Ferry Claims\n\nIlse Korvann spoke on Monday. “It leaks,” Korvann \
         said.",
        &["It leaks, | Ilse Korvann"],
    ),
    ("Why Ilse Korvann Loves Ferries\n\n“It leaks,” Korvann said.", &["It leaks, | Ilse Korvann"]),
    ("Watch Pavel Drozhin Sing\n\n“It leaks,” Drozhin said.", &["It leaks, | Pavel Drozhin"]),
    (
        "Ngaio Terewa Joins Race For Mayor\n\n“It leaks,” Terewa said.",
        &["It leaks, | Ngaio Terewa"],
    ),
    (
        "Exclusive: Leila Haddoun Speaks Out\n\n“It leaks,” Haddoun said.",
        &["It leaks, | Leila Haddoun"],
    ),
    ("Bram Oosthuyk Returns To Hull\n\n“It leaks,” Oosthuyk said.", &["It leaks, | Bram Oosthuyk"]),
    (
        "Catrin Pugh Dead At 71\n\n“It leaks,” her son Yusuf Kerimbek said.",
        &["It leaks, | Yusuf Kerimbek"],
    ),
    (
        "Catrin Pugh Backs Strike, Yusuf Kerimbek Opposes It\n\n“It leaks,” Pugh said. “It \
         floats,” Kerimbek said.",
        &["It leaks, | Catrin Pugh", "It floats, | Yusuf Kerimbek"],
    ),
    ("Maren Oduya Set To Lead Hull\n\n“It leaks,” Oduya said.", &["It leaks, | Maren Oduya"]),
    ("Maren Oduya Says Ferry Is Safe\n\n“It leaks,” Oduya said.", &["It leaks, | Maren Oduya"]),
    ("Maren Oduya Unveils New Boat\n\n“It leaks,” Oduya said.", &["It leaks, | Maren Oduya"]),
    (
        "Police Arrest Tomas Veleshi In Hull\n\n“It leaks,” Veleshi said.",
        &["It leaks, | Tomas Veleshi"],
    ),
    (
        "Court Jails Tomas Veleshi For Life\n\n“It leaks,” Veleshi said.",
        &["It leaks, | Tomas Veleshi"],
    ),
    (
        "Tomas Veleshi Appointed Head Of Port\n\n“It leaks,” Veleshi said.",
        &["It leaks, | Tomas Veleshi"],
    ),
];
