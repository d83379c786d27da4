//! Names of people with what is put before, into and after them: titles, nicknames, letters,
//! surnames of two words.

#![cfg(feature = "english")]

mod said;

use said::each_is;

#[test]
fn titles_and_ranks_are_no_part_of_a_name() {
    each_is(&[
        ("“It is void,” said Cllr Ada Brandvold.", "It is | Ada Brandvold"),
        ("“It is void,” said Ald. Ada Brandvold.", "It is | Ada Brandvold"),
        ("“He ran,” said DI Ada Brandvold.", "He ran, | Ada Brandvold"),
        ("“He ran,” said PC Peter Nkemelu.", "He ran, | Peter Nkemelu"),
        ("“He ran,” said Det Supt Ada Brandvold.", "He ran, | Ada Brandvold"),
        ("“He ran,” said Det. Sgt. Ada Brandvold.", "He ran, | Ada Brandvold"),
        ("“Hold,” said Maj Gen (Retd) Peter Nkemelu.", "Hold, | Peter Nkemelu"),
        ("“Hold,” said Brig (ret.) Peter Nkemelu.", "Hold, | Peter Nkemelu"),
        ("“Hold,” said Sqn Ldr Ada Brandvold.", "Hold, | Ada Brandvold"),
        ("“Hold,” said Flt Lt Ada Brandvold.", "Hold, | Ada Brandvold"),
        ("“Hold,” said Lt Cdr Ada Brandvold.", "Hold, | Ada Brandvold"),
        ("“Hold,” said WO2 Ada Brandvold.", "Hold, | Ada Brandvold"),
        ("“Hold,” said Air Commodore Ada Brandvold.", "Hold, | Ada Brandvold"),
        ("“Sit,” said the Rt Hon Ada Brandvold.", "Sit, | Ada Brandvold"),
        ("“Sit,” said Rt. Hon. Ada Brandvold.", "Sit, | Ada Brandvold"),
        ("“Dig,” said Ing. Tomás Odulio.", "Dig, | Tomás Odulio"),
        ("“Dig,” said Lic. Tomás Odulio.", "Dig, | Tomás Odulio"),
        ("“Dig,” said Sra. Inés Odulio.", "Dig, | Inés Odulio"),
        ("“Dig,” said Arc. Ngozi Odulio.", "Dig, | Ngozi Odulio"),
        ("“Vote,” said Assemblywoman Ada Brandvold.", "Vote, | Ada Brandvold"),
        ("“Vote,” said Alderman Peter Nkemelu.", "Vote, | Peter Nkemelu"),
        ("“Pray,” said the Revd Ada Brandvold.", "Pray, | Ada Brandvold"),
        ("“Pay,” said CFO Ada Brandvold.", "Pay, | Ada Brandvold"),
        ("“Run,” said DIG Peter Nkemelu.", "Run, | Peter Nkemelu"),
    ]);
}

#[test]
fn letters_after_a_name_are_no_part_of_it() {
    each_is(&[
        ("“It is void,” said Ada Brandvold MP.", "It is | Ada Brandvold"),
        ("“It is void,” said Ada Brandvold KC.", "It is | Ada Brandvold"),
        ("“It is void,” said Ada Brandvold OBE.", "It is | Ada Brandvold"),
        ("“It is void,” said Ada Brandvold PhD.", "It is | Ada Brandvold"),
        ("“It is void,” said Ada Brandvold, PhD.", "It is | Ada Brandvold"),
        ("“It is void,” said Ada Brandvold Ph.D.", "It is | Ada Brandvold"),
        ("“It is void,” said Prof Ada Brandvold FRS.", "It is | Ada Brandvold"),
        ("“It is void,” said Dr Ada Brandvold MBE PhD.", "It is | Ada Brandvold"),
        ("“It is void,” said Sir Peter Nkemelu KCMG.", "It is | Peter Nkemelu"),
        ("“It is void,” said Ada Brandvold MSP, the leader.", "It is | Ada Brandvold"),
        ("“It is void,” said Ada Brandvold TD.", "It is | Ada Brandvold"),
        ("“It is void,” said Ada Brandvold MEP.", "It is | Ada Brandvold"),
        ("“It is void,” said Ada Brandvold SC.", "It is | Ada Brandvold"),
        ("“It is void,” Ada Brandvold MLA said.", "It is | Ada Brandvold"),
        ("“It is void,” Ada Brandvold, MD, said.", "It is | Ada Brandvold"),
        ("Ada Brandvold MP came. “It is void,” Brandvold said.", "It is | Ada Brandvold"),
        ("Ada Brandvold KC came. “It is void,” Ms Brandvold said.", "It is | Ada Brandvold"),
        ("Dr Jan van Odulio PhD came. “It is void,” Dr van Odulio said.", "It is | Jan van Odulio"),
        ("Andrew Ma came. “It is void,” Ma said.", "It is | Andrew Ma"),
        ("“It is void,” said Ada Brandvold CBE, who chairs it.", "It is | Ada Brandvold"),
    ]);
}

#[test]
fn nicknames_in_marks_are_no_quotes_and_no_part_of_a_name() {
    each_is(&[
        ("The coach, Raymond “Buck” Nkemelu, came. “Sit,” Nkemelu said.", "Sit, | Raymond Nkemelu"),
        ("Joseph “Sonny” Brandvold fell. “Ow,” Mr Brandvold said.", "Ow, | Joseph Brandvold"),
        ("“Ow,” said Oduvar “Ace” Brandvold.", "Ow, | Oduvar Brandvold"),
        ("“Ow,” said Ada “The Boss” Brandvold.", "Ow, | Ada Brandvold"),
        ("“Ow,” said Ada ‘Ace’ Brandvold.", "Ow, | Ada Brandvold"),
        ("“Ow,” said Ada 'Ace' Brandvold.", "Ow, | Ada Brandvold"),
        ("\"Ow,\" said Ada \"Ace\" Brandvold.", "Ow, | Ada Brandvold"),
        ("Ada Brandvold came. “Ow,” said Ada “Ace” Brandvold.", "Ow, | Ada Brandvold"),
        ("Ada “Ace” Brandvold, 41, a diver, said: “Ow.”", "Ow. | Ada Brandvold"),
        ("Ada “Ace” Brandvold came. “Ow,” Ada Brandvold said.", "Ow, | Ada Brandvold"),
    ]);
}

#[test]
fn the_first_of_two_surnames_is_the_same_person() {
    each_is(&[
        (
            "Carlos Odulio Márquez, a grocer, came. “Ow,” Odulio said.",
            "Ow, | Carlos Odulio Márquez",
        ),
        ("Carlos Odulio Márquez came. “Ow,” Márquez said.", "Ow, | Carlos Odulio Márquez"),
        (
            "María Fernanda Odulio Vega came. “Ow,” Ms Odulio said.",
            "Ow, | María Fernanda Odulio Vega",
        ),
        ("Pedro Odulio y Miranda came. “Ow,” Odulio said.", "Ow, | Pedro Odulio y Miranda"),
        ("Inês Brandulio Pires came. “Ow,” Senhora Brandulio said.", "Ow, | Inês Brandulio Pires"),
        ("Tomás Odulio Mamani, a miner, came. “Ow,” Mr Odulio said.", "Ow, | Tomás Odulio Mamani"),
        ("Lucía de la Odulio Paz came. “Ow,” Odulio said.", "Ow, | Lucía de la Odulio Paz"),
        ("Rosa Odulio Mamani and Ana Odulio came. “Ow,” Odulio said.", "Ow, | Ana Odulio"),
        ("João Brandulio da Odulia came. “Ow,” Brandulio said.", "Ow, | João Brandulio da Odulia"),
        (
            "Carlos Odulio Márquez, the mayor, came. “Ow,” Mayor Odulio said.",
            "Ow, | Carlos Odulio Márquez",
        ),
    ]);
}

#[test]
fn whoever_gives_a_name_is_called_so() {
    each_is(&[
        ("“We lost it,” said a man who goes by the name “Ace.”", "We lost | Ace"),
        ("“We lost it,” said a man who goes by “Ace”.", "We lost | Ace"),
        ("“We lost it,” said a man who goes by the name Pavel.", "We lost | Pavel"),
        ("“We lost it,” said a man who goes by Pavel.", "We lost | Pavel"),
        ("“We lost it,” said a Polish baker who gave her name as Ada.", "We lost | Ada"),
        (
            "“We lost it,” said a baker who gave her name as Ada Brandvold.",
            "We lost | Ada Brandvold",
        ),
        ("“We lost it,” said a nurse who gave only her first name, Ada.", "We lost | Ada"),
        ("“We lost it,” said a nurse who only gave her name as Ada.", "We lost | Ada"),
        ("“We lost it,” said a woman who identified herself as Ada Odell.", "We lost | Ada Odell"),
        ("“We lost it,” said a woman who identified herself only as Ada.", "We lost | Ada"),
        ("“We lost it,” said a sailor who introduced himself as Pavel.", "We lost | Pavel"),
        ("“We lost it,” said one man, who called himself Pavel.", "We lost | Pavel"),
        ("“We lost it,” said a man who asked to be called Pavel.", "We lost | Pavel"),
        ("“We lost it,” said a man who asked to be identified only as Pavel.", "We lost | Pavel"),
        ("“We lost it,” said a woman known as Ma Odell.", "We lost | Ma Odell"),
        ("“We lost it,” said a woman known only as Ada.", "We lost | Ada"),
        ("“We lost it,” said a woman called Ada.", "We lost | Ada"),
        ("“We lost it,” a woman called Ada said.", "We lost | Ada"),
        ("“We lost it,” a sailor who goes by the name of Pavel said.", "We lost | Pavel"),
        ("“We lost it,” a man who would only give his name as Pavel said.", "We lost | Pavel"),
        ("“We lost it,” said a woman who would not give her name.", "We lost | -"),
        ("“We lost it,” said a man who knows Ada Brandvold.", "We lost | -"),
        ("“We lost it,” said a man who called Ada Brandvold a liar.", "We lost | -"),
        ("A mayor called Ada Brandvold a liar and said: “We lost it.”", "We lost | -"),
        ("“We lost it,” said a woman known for her songs about Ada Odell.", "We lost | -"),
        ("“We lost it,” said a man who gave Ada Brandvold a lift.", "We lost | -"),
    ]);
}

#[test]
fn a_clause_after_somebody_is_no_speaker() {
    each_is(&[
        ("“We lost it,” a woman who lives nearby said.", "We lost | -"),
        ("“We lost it,” a woman who lives near the river said on Monday.", "We lost | -"),
        ("“We lost it,” a man who owns the ferry told the council.", "We lost | -"),
        ("“We lost it,” a man who knows Ada Brandvold said.", "We lost | -"),
        ("“We lost it,” a nurse who works for Pavel Drozhin added.", "We lost | -"),
        ("“We lost it,” the man who found Pavel Drozhin recalled.", "We lost | -"),
    ]);
}

#[test]
fn titles_particles_and_headlines_of_many_countries_leave_the_name() {
    each_is(&[
        ("“Hold the line,” said ACM Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said L/Cpl Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said T/Supt Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said PM Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said CM Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said VP Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said CJI Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said AG Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said DA Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said MK Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said MEC Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Clr Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Coun. Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Reeve Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said the Most Rev. Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Br. Peter Brandvold.", "Hold the | Peter Brandvold"),
        ("“Hold the line,” said Chief (Mrs) Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Dr (Mrs) Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Prof. (Mrs.) Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Dato' Sri Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Puan Sri Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said state Sen. Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Secy. Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said His Excellency Peter Brandvold.", "Hold the | Peter Brandvold"),
        (
            "“Hold the line,” said Ana Sofía de los Brandulios.",
            "Hold the | Ana Sofía de los \
         Brandulios",
        ),
        ("“Hold the line,” said Jan op de Brandvold.", "Hold the | Jan op de Brandvold"),
        ("“Hold the line,” said Ravi a/l Odulio.", "Hold the | Ravi a/l Odulio"),
        ("“Hold the line,” said Ravi s/o Odulio.", "Hold the | Ravi s/o Odulio"),
        (
            "Mayor Ada Brandvold Says Pier Will Stay\n\n“Hold the line,” Brandvold said.",
            "Hold \
         the | Ada Brandvold",
        ),
        (
            "Why Ada Brandvold Left Hull\n\n“Hold the line,” Brandvold said.",
            "Hold the | Ada \
         Brandvold",
        ),
        (
            "Singer Ada Brandvold Dies Aged 82\n\n“Hold the line,” Brandvold said in 2003.",
            "Hold \
         the | Ada Brandvold",
        ),
        ("“Hold the line,” said state Sen. Maria Brandvold.", "Hold the | Maria Brandvold"),
        (
            "“Hold the line,” said state Rep. Maria Brandvold, a Democrat.",
            "Hold the | Maria \
         Brandvold",
        ),
        ("“Hold the line,” said state senator Maria Brandvold.", "Hold the | Maria Brandvold"),
        ("“Hold the line,” said the Most Rev. Maria Brandvold.", "Hold the | Maria Brandvold"),
        ("“Hold the line,” said world number three Maria Brandvold.", "Hold the | Maria Brandvold"),
        ("“Hold the line,” said state Treasurer Maria Brandvold.", "Hold the | Maria Brandvold"),
        ("“Hold the line,” said state attorney Maria Brandvold.", "Hold the | Maria Brandvold"),
        ("“Hold the line,” said Brigadier (Retd) Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Chief Warrant Officer Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Pte Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said ACC Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said ASP Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said CS Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Msgr. Peter Brandvold.", "Hold the | Peter Brandvold"),
        ("“Hold the line,” said Alhaja Ada Brandvold.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Adv. Peter Brandvold.", "Hold the | Peter Brandvold"),
        ("“Hold the line,” said Don Peter Brandvold.", "Hold the | Peter Brandvold"),
        ("“Hold the line,” said Herr Peter Brandvold.", "Hold the | Peter Brandvold"),
        ("“Hold the line,” said Mr Justice Brandvold.", "Hold the | Brandvold"),
        ("“Hold the line,” said Selectman Peter Brandvold.", "Hold the | Peter Brandvold"),
        ("“Hold the line,” said Ada Brandvold OAM.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Ada Brandvold, Esq.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Ada Brandvold FRCS.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Ada Brandvold, known as Ace.", "Hold the | Ada Brandvold"),
        ("“Hold the line,” said Jan van den Brandvold.", "Hold the | Jan van den Brandvold"),
        (
            "“Hold the line,” said Salem bin Rashid Al Odulio.",
            "Hold the | Salem bin Rashid Al \
         Odulio",
        ),
        ("“Hold the line,” said S. Odulio Rao.", "Hold the | S. Odulio Rao"),
        ("Nguyen Van Odun came. “Hold the line,” Odun said.", "Hold the | Nguyen Van Odun"),
        ("Datuk Ada Brandvold came. “Hold the line,” Datuk Ada said.", "Hold the | Ada Brandvold"),
        (
            "Court Frees Maria Brandvold On Bail\n\n“Hold the line,” Brandvold said.",
            "Hold the | \
         Maria Brandvold",
        ),
    ]);
}
