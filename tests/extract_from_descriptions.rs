//! The country of a speaker, as descriptions after the name, clauses, brackets and the sentence
//! before tell it.

#![cfg(feature = "english")]

mod said;

use said::each_is_from;

#[test]
fn clauses_brackets_and_descriptions_tell_the_country() {
    each_is_from(&[
        ("“The dam will hold,” said Ada Brandvold, who is Kenya's first female general.", "KE"),
        (
            "“The dam will hold,” said Ada Brandvold, who was Peru's president from 2001 to 2006.",
            "PE",
        ),
        ("“I kept my nerve,” said Ada Brandvold (Spain).", "ES"),
        ("“I kept my nerve,” said Ada Brandvold, Spain.", "ES"),
        ("“I kept my nerve,” said Ada Brandvold, a Spain international.", "ES"),
        ("“I kept my nerve,” said Chelsea and Spain defender Ada Brandvold.", "ES"),
        ("“I kept my nerve,” said Kenya Cricket chairman Ada Brandvold.", "KE"),
        ("“We flee again,” said Ada Brandvold, 45, who fled Syria in 2013.", "SY"),
        ("“We flee again,” said Ada Brandvold, 45, who fled from Syria in 2013.", "SY"),
        ("“We flee again,” said Ada Brandvold, who left Syria in 2013.", "SY"),
        ("“It is a start,” said Ada Brandvold, UNICEF representative in Sudan.", "-"),
        ("“It is a start,” said Ada Brandvold, the UN's resident coordinator in Sudan.", "-"),
        ("“It is a start,” said Ada Brandvold, the IMF's mission chief for Zambia.", "-"),
        ("“It is a start,” said Ada Brandvold, Nepal director at Oxfam.", "-"),
        ("“It is a start,” said Senate Majority Leader Ada Brandvold, D-N.Y.", "US"),
        ("“It is a start,” said Sen. Ada Brandvold, R-Ohio.", "US"),
        ("“It is a start,” said Rep. Ada Brandvold (D-Calif.).", "US"),
        ("“It is a start,” said Ada Brandvold of Austin, Texas.", "US"),
        ("“It is a start,” said Ada Brandvold, a teacher in Austin, Texas.", "US"),
        ("“It is a start,” said Victoria Police superintendent Ada Brandvold.", "AU"),
        ("“It is a start,” said Liberal Democrat leader Ada Brandvold.", "GB"),
        ("“It is a start,” said Ada Brandvold TD.", "IE"),
        ("“It is a start,” said Democratic Alliance leader Ada Brandvold.", "ZA"),
        ("“It is a start,” said EFF leader Ada Brandvold.", "ZA"),
        ("“It is a start,” said RBI governor Ada Brandvold.", "IN"),
        ("“It is a start,” said RBA governor Ada Brandvold.", "AU"),
        (
            "“It is a start,” said Ada Brandvold, professor emeritus at the National University \
             of Singapore.",
            "SG",
        ),
        (
            "“It is a start,” said Ada Brandvold, head of research at the Nairobi-based firm \
             Odulio Capital.",
            "KE",
        ),
        ("“It is a start,” said Ada Brandvold, Singapore-based analyst at Odulio Capital.", "SG"),
    ]);
}

#[test]
fn teams_bodies_and_sentences_before_tell_the_country() {
    each_is_from(&[
        ("“It is a start,” said Ada Brandvold, a Singapore-based analyst at Odulio Capital.", "SG"),
        ("“It is a start,” said Ada Brandvold, an expert on China at Oxford University.", "GB"),
        (
            "“It is a start,” said Ada Brandvold, who researches China at the University of \
             Vienna.",
            "AT",
        ),
        ("“It is a start,” said Peter Odulio, visiting from Canada.", "CA"),
        ("“It is a start,” said Peter Odulio, who had travelled from Canada.", "CA"),
        ("“It is a start,” said Peter Odulio, who flew in from Canada.", "CA"),
        ("Born in Nigeria, Ada Brandvold moved to Leeds. “It is a start,” Brandvold said.", "NG"),
        ("Ada Brandvold was born in Nigeria. “It is a start,” Brandvold said.", "NG"),
        ("Ada Brandvold grew up in Nigeria. “It is a start,” Brandvold said.", "NG"),
        ("Ada Brandvold lives in Nigeria. “It is a start,” Brandvold said.", "NG"),
        ("Ada Brandvold plays for Nigeria. “It is a start,” Brandvold said.", "NG"),
        ("Ada Brandvold, who plays for Nigeria, won. “It is a start,” Brandvold said.", "NG"),
        ("Ada Brandvold (Nigeria) won. “It is a start,” Brandvold said.", "NG"),
        ("Ada Brandvold, the Nigerian, won. “It is a start,” Brandvold said.", "NG"),
        (
            "As president of Nigeria, Ada Brandvold signed it. “It is a start,” Brandvold said.",
            "NG",
        ),
        (
            "A bridge fell\n\nKAMPALA, May 3 (Xinhua) -- A bridge fell on Monday. “It is a \
             start,” police spokesman Peter Odulio said.",
            "UG",
        ),
        (
            "A bridge fell in eastern Uganda on Monday.\n\n“It is a start,” said witness Peter \
             Odulio.",
            "UG",
        ),
        ("“We paid twice,” said Kwabena Brandvold, whose shop in Accra was burnt.", "GH"),
        (
            "“We paid twice,” said Dr Kwabena Brandvold, the director of public health at the \
             Ghana Health Service.",
            "GH",
        ),
        ("“We paid twice,” said Kwabena Brandvold, who runs the Ghana Health Service.", "GH"),
        ("“We paid twice,” said Kwabena Brandvold, senior lecturer, University of Ghana.", "GH"),
        ("“We paid twice,” said Leeds and Ghana striker Kwabena Brandvold.", "GH"),
        ("Ghana's foreign minister arrived on Monday. “We paid twice,” he said.", "GH"),
        ("The Ghanaian president arrived on Monday. “We paid twice,” he said.", "GH"),
        ("A Ghanaian trader came on Monday. “We paid twice,” she said.", "GH"),
        ("Ghanaian police made two arrests. “We paid twice,” they said.", "GH"),
        ("Leeds-born Ada Odulio won. “We paid twice,” she said.", "GB"),
        ("Ada Odulio, owner of a café in Leeds, won. “We paid twice,” she said.", "GB"),
        ("“We paid twice,” said NSW Premier Ada Odulio.", "AU"),
        ("“It is a start,” said Ada Odulio, the first to win at the Australian Open.", "-"),
        ("“It is a start,” said Ada Odulio, an Iraq veteran.", "-"),
        ("“It is a start,” said Ada Odulio, head of a mission in Mali.", "-"),
        ("Ada Odulio was the first to win at the Australian Open. “It is a start,” she said.", "-"),
        ("A boat left for Iraq. “It is a start,” he said.", "-"),
    ]);
}

#[test]
fn offices_bodies_and_places_beside_names_tell_the_country() {
    each_is_from(&[
        ("“The dam will hold,” said Nepal's energy secretary, Ada Brandvold.", "NP"),
        ("“The dam will hold,” the president of Peru said.", "PE"),
        ("“I kept my nerve,” said Spain's Ada Brandvold.", "ES"),
        ("“I kept my nerve,” said Football Kenya Federation boss Ada Brandvold.", "KE"),
        ("“We flee again,” said a Sudanese woman who asked not to be named.", "SD"),
        ("“It is a start,” said Ada Brandvold, Human Rights Watch's Nepal researcher.", "-"),
        ("“It is a start,” said China's foreign ministry spokesperson Ada Brandvold.", "CN"),
        ("“It is a start,” said Japan's Ministry of Foreign Affairs.", "JP"),
        ("“It is a start,” said Pentagon press secretary Maj. Gen. Ada Brandvold.", "US"),
        ("“It is a start,” said Maharashtra deputy chief minister Ada Brandvold.", "IN"),
        ("“It is a start,” Britain's Foreign Office said.", "GB"),
        ("“It is a start,” said Ada Brandvold, a member of the Knesset.", "IL"),
        ("“It is a start,” the Israeli army's spokesperson said.", "IL"),
        ("“It is a start,” Kyiv mayor Ada Brandvold wrote on Telegram.", "UA"),
        ("“It is a start,” said Spanish MEP Ada Brandvold.", "ES"),
        ("“It is a start,” said Bank Indonesia governor Ada Brandvold.", "ID"),
        ("“It is a start,” said University of Ghana lecturer Ada Brandvold.", "GH"),
        ("“It is a start,” said Ada Brandvold, head of Greenpeace Germany.", "DE"),
        (
            "“It is a start,” said Ada Brandvold, president of the Peruvian Football Federation.",
            "PE",
        ),
        ("“It is a start,” Peter Odulio, a farmer in Turkey's Hatay province, said.", "TR"),
        ("“It is a start,” said Canadian tourist Peter Odulio.", "CA"),
        ("“It is a start,” said Tokyo Governor Ada Brandvold.", "JP"),
        ("“It is a start,” said Ada Brandvold, leader of the French far right.", "FR"),
        ("“It is a start,” the Paris prosecutor's office said.", "FR"),
        (
            "Turkish President Ada Brandvold met Greek Prime Minister Peter Odulio. “It is a \
             start,” the Turkish leader said.",
            "TR",
        ),
        ("As Nigeria's president, Ada Brandvold signed it. “It is a start,” Brandvold said.", "NG"),
        ("“It is a start,” Nigeria said.", "NG"),
        ("“It is a start,” Nigeria's High Court judge Ada Brandvold said.", "NG"),
        (
            "Kampala, Uganda | A bridge fell on Monday. “It is a start,” police spokesman Peter \
             Odulio said.",
            "UG",
        ),
        (
            "A bridge fell in the Ugandan town of Jinja on Monday.\n\n“It is a start,” said \
             Peter Odulio, a trader.",
            "UG",
        ),
        (
            "“We paid twice,” Kwabena Brandvold, a trader in the Ghanaian capital, Accra, told \
             AFP.",
            "GH",
        ),
        ("“We paid twice,” said Kwabena Brandvold, a spokesman for Ghana Police.", "GH"),
        ("“We paid twice,” said ex-Ghana striker Kwabena Brandvold.", "GH"),
        (
            "Ghana's foreign minister, Kwabena Brandvold, arrived on Monday. “We paid twice,” \
             the minister said.",
            "GH",
        ),
        ("The Bank of Ghana kept rates. “We paid twice,” the bank said.", "GH"),
        ("Ghana and Togo signed a deal. “We paid twice,” the Togolese side said.", "TG"),
        (
            "Ghana and Togo signed a deal. “We paid twice,” said UN special envoy for Togo Ada \
             Odulio.",
            "-",
        ),
        ("LOMÉ, Togo — The tax is gone. “We paid twice,” said Ama Odulio, a mother of two.", "TG"),
        ("LOMÉ, Togo — The tax is gone. “We paid twice,” said French ambassador Ama Odulio.", "FR"),
        (
            "Ada Odulio, chief executive of Leeds City Council, won. “We paid twice,” she said.",
            "GB",
        ),
        ("“We paid twice,” said Ada Odulio, Alberta's minister of health.", "CA"),
        ("“We paid twice,” said Davao City Mayor Ada Odulio.", "PH"),
        ("“We paid twice,” said Madrid regional president Ada Odulio.", "ES"),
        ("“We paid twice,” the Home Secretary said.", "-"),
        ("“We paid twice,” said the U.S. Geological Survey.", "US"),
    ]);
}
