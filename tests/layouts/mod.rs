//! Invented pages, their words, and what is to be found in them.

use std::ops::Range;

use onrecord::exchange::{Form, Record, Records};

/// The headline of the article.
pub(crate) const HEADLINE: &str = "Harbour wall of Port Lorne is to be rebuilt";
/// The name of the site.
pub(crate) const SITE: &str = "The Lorne Post";

const PROSE: [&str; 5] = [
    "The council of Port Lorne met on Monday to settle how the harbour wall is rebuilt after the \
     storms of the winter, and who pays for it.",
    "“We cannot wait for another winter,” said Ada Nkemelu, who leads the council, after a meeting \
     of four hours that ended close to midnight.",
    "Fishermen of the town had asked for a higher wall, and for lights along all of it, since two \
     boats were lost in the dark last January.",
    "Ben Okafor, an engineer, told the council that stone from the old pier could be used again, \
     which would save a third of the cost.",
    "Work begins in June if the ministry agrees, and is to end before the first storms of autumn \
     come in from the sea.",
];

/// Returns paragraphs of the article.
pub(crate) fn prose(range: Range<usize>) -> Vec<String> {
    PROSE[range].iter().map(|text| (*text).to_owned()).collect()
}

/// Returns prose that is not of the article.
pub(crate) fn ad() -> &'static str {
    "Readers of this page may be glad to hear of other things, such as the offers of our shop, \
     which change each week and are sent to all parts of the country."
}

/// Returns a page with this head and body, and nothing else.
pub(crate) fn with_head(head: &str, body: &str) -> String {
    format!("<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body>{body}")
}

/// Returns a page with this head and body, and with the furniture that most pages have.
pub(crate) fn furnished(head: &str, body: &str) -> String {
    let items: String = ["World", "Sport", "Coast", "Opinion"]
        .map(|name| format!("<li><a href=/{name}>{name}</a>"))
        .concat();
    with_head(
        &format!("<title>{HEADLINE} | {SITE}</title>{head}"),
        &format!(
            "<div id=top><a href=/><img src=logo.svg alt='{SITE}'></a><nav><ul>{items}</ul></nav>\
             </div><div class=wrap>{body}</div><footer><ul>{items}</ul><p>Write to us by letter or \
             come to our office in Quay Street, at any time of the day. We read all that is sent.\
             </p></footer><script>var a = 1 < 2;</script>"
        ),
    )
}

/// A language, a headline in it and paragraphs.
pub(crate) const LANGUAGES: [(&str, &str, [&str; 3]); 12] = [
    (
        "de",
        "Hafenmauer von Port Lorne wird neu gebaut",
        [
            "Der Stadtrat von Port Lorne hat am Montag beschlossen, die Hafenmauer nach den \
             Stürmen \
             des Winters neu zu bauen, und streitet weiter über die Kosten.",
            "„Wir können nicht noch einen Winter warten“, sagte die Vorsitzende Ada Nkemelu nach \
             einer Sitzung, die vier Stunden dauerte.",
            "Die Arbeiten beginnen im Juni.",
        ],
    ),
    (
        "fr",
        "Le mur du port de Port Lorne sera reconstruit",
        [
            "Le conseil municipal de Port Lorne s’est réuni lundi pour décider comment \
             reconstruire \
             le mur du port après les tempêtes de l’hiver, et qui devra payer.",
            "« Nous ne pouvons pas attendre un autre hiver », a déclaré Ada Nkemelu, qui préside \
             le \
             conseil, après une séance de quatre heures.",
            "Les travaux commencent en juin.",
        ],
    ),
    (
        "es",
        "El muro del puerto de Port Lorne será reconstruido",
        [
            "El concejo de Port Lorne se reunió el lunes para decidir cómo se reconstruye el muro \
             del puerto tras las tormentas del invierno, y quién lo paga.",
            "«No podemos esperar otro invierno», dijo Ada Nkemelu, que preside el concejo, después \
             de una reunión de cuatro horas. ¿Y si no hay dinero?",
            "Las obras empiezan en junio.",
        ],
    ),
    (
        "it",
        "Il muro del porto di Port Lorne sarà ricostruito",
        [
            "Il consiglio di Port Lorne si è riunito lunedì per decidere come ricostruire il muro \
             del porto dopo le tempeste dell’inverno, e chi lo pagherà.",
            "«Non possiamo aspettare un altro inverno», ha detto Ada Nkemelu, che guida il \
             consiglio, dopo una riunione di quattro ore.",
            "I lavori cominciano a giugno.",
        ],
    ),
    (
        "pt",
        "O muro do porto de Port Lorne será reconstruído",
        [
            "A câmara de Port Lorne reuniu-se na segunda-feira para decidir como se reconstrói o \
             muro do porto depois das tempestades do inverno, e quem paga.",
            "“Não podemos esperar outro inverno”, disse Ada Nkemelu, que preside à câmara, depois \
             de uma reunião de quatro horas.",
            "As obras começam em junho.",
        ],
    ),
    (
        "ru",
        "Стену порта в Порт-Лорне построят заново",
        [
            "Совет города Порт-Лорн собрался в понедельник, чтобы решить, как заново построить \
             стену порта после зимних бурь и кто за это заплатит.",
            "«Мы не можем ждать ещё одну зиму», — сказала глава совета Ада Нкемелу после \
             заседания, которое длилось четыре часа.",
            "Работы начнутся в июне.",
        ],
    ),
    (
        "ja",
        "ポートローン港の防波堤、再建へ",
        [
            "ポートローン市議会は月曜日、冬の嵐で壊れた港の防波堤をどのように再建し、その費用を誰が負担するのかを決めるため、\
             四時間にわたる会議を開いた。議員の多くは、国の援助がなければ工事を始めることはできないと述べた。",
            "「もう一つの冬を待つことはできません」と、議会を率いるアダ・ンケメルさんは会議の後に記者団に語った。\
             町の漁師たちは、一月に二隻の船が暗闇の中で失われたことから、より高い堤防と照明を求めていた。",
            "技師のベン・オカフォーさんは、古い桟橋の石を再び使えば費用の三分の一を節約できると説明した。工事は六月に始まる予定で、\
             秋の最初の嵐が来る前に終わることになっている。",
        ],
    ),
    (
        "zh",
        "洛恩港将重建海堤",
        [
            "洛恩港市议会星期一开会，讨论冬季风暴过后如何重建港口的海堤，以及由谁来支付费用。会议持续了四个小时，\
             直到接近午夜才结束，许多市民在门外等候结果。",
            "“我们不能再等一个冬天了。”领导议会的阿达·恩凯梅鲁在会后对记者说。镇上的渔民要求修建更高的海堤，\
             并在全线安装照明灯，因为今年一月有两艘渔船在黑暗中失踪，至今没有找到。",
            "工程师本·奥卡福告诉议会，旧码头的石料可以重新使用，这样能够节省三分之一的费用。如果部委同意，\
             工程将于六月开始，并在秋天的第一场风暴到来之前完成。市民对此普遍表示欢迎，但也有人担心税收会因此提高。\
             下一次会议定于五月举行，届时将公布详细的预算。",
        ],
    ),
    (
        "hi",
        "पोर्ट लोर्न की बंदरगाह दीवार फिर बनेगी",
        [
            "पोर्ट लोर्न की परिषद ने सोमवार को बैठक की ताकि यह तय हो सके कि सर्दियों के तूफ़ानों \
             के बाद बंदरगाह की दीवार \
             कैसे फिर से बनाई जाए और इसका ख़र्च कौन उठाए।",
            "“हम एक और सर्दी का इंतज़ार नहीं कर सकते,” परिषद की प्रमुख आदा न्केमेलु ने चार घंटे \
             की बैठक के बाद कहा, \
             जो आधी रात के क़रीब ख़त्म हुई।",
            "काम जून में शुरू होगा।",
        ],
    ),
    (
        "tr",
        "Port Lorne liman duvarı yeniden yapılacak",
        [
            "Port Lorne meclisi, kış fırtınalarından sonra liman duvarının nasıl yeniden \
             yapılacağına ve bedelini kimin ödeyeceğine karar vermek için pazartesi toplandı.",
            "“Bir kış daha bekleyemeyiz” dedi meclisi yöneten Ada Nkemelu, dört saat süren ve gece \
             yarısına doğru biten toplantıdan sonra.",
            "Çalışmalar haziranda başlıyor.",
        ],
    ),
    (
        "ar",
        "إعادة بناء جدار ميناء بورت لورن",
        [
            "اجتمع مجلس مدينة بورت لورن يوم الاثنين ليقرر كيف يعاد بناء جدار الميناء بعد عواصف \
             الشتاء \
             ومن يدفع ثمن ذلك، في جلسة حضرها كثير من الصيادين.",
            "«لا يمكننا أن ننتظر شتاء آخر»، قالت آدا نكيميلو، التي ترأس المجلس، بعد جلسة استمرت \
             أربع \
             ساعات وانتهت قرب منتصف الليل.",
            "تبدأ الأعمال في يونيو، فهل يكفي الوقت؟",
        ],
    ),
    (
        "he",
        "חומת הנמל של פורט לורן תיבנה מחדש",
        [
            "מועצת העיר פורט לורן התכנסה ביום שני כדי להחליט כיצד תיבנה מחדש חומת הנמל לאחר סופות \
             החורף ומי ישלם עבורה, בישיבה שבה נכחו דייגים רבים מן העיירה.",
            "״איננו יכולים לחכות לעוד חורף״, אמרה עדה נקמלו, העומדת בראש המועצה, אחרי ישיבה של \
             ארבע \
             שעות שהסתיימה קרוב לחצות.",
            "העבודות יתחילו ביוני.",
        ],
    ),
];

/// A page, and what is to be found in it.
pub(crate) struct Case {
    pub(crate) kind: &'static str,
    pub(crate) html: Vec<u8>,
    pub(crate) url: &'static str,
    pub(crate) title: &'static str,
    pub(crate) published: Option<&'static str>,
    pub(crate) text: String,
}

impl Case {
    /// A page that has the usual headline, date and text.
    pub(crate) fn new(kind: &'static str, html: impl Into<Vec<u8>>) -> Self {
        Self {
            kind,
            html: html.into(),
            url: "https://example.org/wall",
            title: HEADLINE,
            published: Some("2024-05-01T09:30:00+01:00"),
            text: prose(0..5).join("\n\n"),
        }
    }

    pub(crate) fn title(mut self, title: &'static str) -> Self {
        self.title = title;
        self
    }

    pub(crate) fn published(mut self, published: impl Into<Option<&'static str>>) -> Self {
        self.published = published.into();
        self
    }

    pub(crate) fn url(mut self, url: &'static str) -> Self {
        self.url = url;
        self
    }

    pub(crate) fn text(mut self, paragraphs: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let all: Vec<String> = paragraphs.into_iter().map(Into::into).collect();
        self.text = all.join("\n\n");
        self
    }

    /// Reads the page as an archive has it.
    pub(crate) fn read(&self) -> Result<Record, String> {
        let mut block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".to_vec();
        block.extend_from_slice(&self.html);
        let mut archive = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {}\r\nContent-Length: \
             {}\r\n\r\n",
            self.url,
            block.len()
        )
        .into_bytes();
        archive.extend(block);
        archive.extend(b"\r\n\r\n");
        let record = Records::new(&*archive, Form::Warc).next().ok_or("no page")?;
        record.map_err(|error| error.to_string())
    }

    /// Returns what is wrong in what is read.
    fn problem(&self) -> Option<String> {
        let record = match self.read() {
            Ok(record) => record,
            Err(error) => return Some(format!("{}: {error}", self.kind)),
        };
        let published = record.published().map(|published| published.to_string());
        let mut wrong = Vec::new();
        if record.title() != Some(self.title) {
            wrong.push(format!("the title is {:?}", record.title()));
        }
        if published.as_deref() != self.published {
            wrong.push(format!("the date is {published:?}"));
        }
        let text = record.draft.text();
        if text != self.text {
            wrong.push(format!("the text is\n{text}\n--- and not\n{}\n---", self.text));
        }
        (!wrong.is_empty()).then(|| format!("{}: {}", self.kind, wrong.join("; ")))
    }
}

/// Asserts that of each page is read what is to be found in it.
pub(crate) fn check(cases: &[Case]) {
    let problems: Vec<String> = cases.iter().filter_map(Case::problem).collect();
    assert!(
        problems.is_empty(),
        "{} of {} pages:\n{}",
        problems.len(),
        cases.len(),
        problems.join("\n\n")
    );
}
