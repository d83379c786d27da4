//! Counts over time as a drawing.

use std::fmt::Write as _;

use jiff::civil::Date;
use onrecord::Period;

/// The width and height of a drawing, in its own units.
const WIDTH: usize = 640;
const HEIGHT: usize = 160;
/// The height of the bars, and the place above them for the highest count.
const BARS: u64 = 120;
const ABOVE: usize = 18;
/// The most bars. Of more, the newest are drawn.
pub(crate) const MOST: usize = 120;

/// Returns the counts with those of 0 between them, oldest first, and at most [`MOST`].
pub(crate) fn filled(counts: &[(Date, u64)], period: Period) -> Vec<(Date, u64)> {
    let step = match period {
        Period::Day => jiff::Span::new().days(1),
        Period::Week => jiff::Span::new().days(7),
        Period::Month => jiff::Span::new().months(1),
        _ => jiff::Span::new().years(1),
    };
    let (Some((mut day, _)), Some((last, _))) = (counts.first().copied(), counts.last()) else {
        return Vec::new();
    };
    let earliest = (1..MOST).try_fold(*last, |day, _| day.checked_sub(step).ok());
    day = day.max(earliest.unwrap_or(Date::MIN));
    let mut filled = Vec::new();
    while day <= *last {
        let at = counts.binary_search_by_key(&day, |(day, _)| *day).ok();
        filled.push((day, at.and_then(|at| counts.get(at)).map_or(0, |(_, count)| *count)));
        let Ok(next) = day.checked_add(step) else { break };
        day = next;
    }
    filled
}

/// Returns the words for a period: "2020-07" for a month.
pub(crate) fn label(day: Date, period: Period) -> String {
    match period {
        Period::Month => day.strftime("%Y-%m").to_string(),
        Period::Year => day.strftime("%Y").to_string(),
        _ => day.to_string(),
    }
}

/// Draws a bar for each period as SVG. `style` is put into it, for a drawing that is a file.
pub(crate) fn svg(counts: &[(Date, u64)], period: Period, style: &str) -> String {
    let bars = filled(counts, period);
    let highest = bars.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let total: u64 = bars.iter().map(|(_, count)| count).sum();
    let name = |at: Option<&(Date, u64)>| at.map_or(String::new(), |(day, _)| label(*day, period));
    let (first, last) = (name(bars.first()), name(bars.last()));
    let unit = match period {
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        _ => "year",
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"chart-title chart-desc\">\
         <title id=\"chart-title\">Quotes by {unit}</title>\
         <desc id=\"chart-desc\">{total} quotes from {first} to {last}, at most {highest} in a \
         {unit}.</desc>{style}\
         <text class=\"label\" x=\"0\" y=\"12\">{highest}</text>"
    );
    let top = ABOVE as u64 + BARS;
    let _ = write!(svg, "<path class=\"axis\" d=\"M0 {top}.5H{WIDTH}\"/>");
    for (at, (_, count)) in bars.iter().enumerate().filter(|(_, (_, count))| *count > 0) {
        let (left, right) = (at * WIDTH / bars.len(), (at + 1) * WIDTH / bars.len());
        let gap = usize::from(right - left > 3);
        let wide = (right - left - gap).clamp(1, 48);
        // A bar is seen even if its count is small beside the highest.
        let tall = (u128::from(*count) * u128::from(BARS) / u128::from(highest)).max(2);
        let y = u128::from(top) - tall;
        let _ = write!(
            svg,
            "<rect class=\"bar\" x=\"{left}\" y=\"{y}\" width=\"{wide}\" height=\"{tall}\"/>"
        );
    }
    let _ = write!(svg, "<text class=\"label\" x=\"0\" y=\"{}\">{first}</text>", top + 18);
    if bars.len() > 1 {
        let _ = write!(
            svg,
            "<text class=\"label\" x=\"{WIDTH}\" y=\"{}\" text-anchor=\"end\">{last}</text>",
            top + 18
        );
    }
    svg.push_str("</svg>");
    svg
}
