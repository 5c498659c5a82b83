//! A line as words: quotes, escapes, comments.

use super::error::{ParseError, ParseErrorKind};

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub text: String,
    pub column: usize,
    pub quoted: bool,
}

/// The words of a line; a bar is one by itself, a comment none.
pub(super) fn split(line: &str) -> Result<Vec<Token>, ParseError> {
    let mut words = Vec::new();
    let mut chars = line.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        let column = at + 1;
        match c {
            c if c.is_whitespace() => {}
            '#' => break,
            '|' => words.push(Token { text: "|".to_owned(), column, quoted: false }),
            '"' => {
                let text = read_quoted(&mut chars, column)?;
                if let Some(&(at, next)) = chars.peek()
                    && !next.is_whitespace()
                    && next != '|'
                {
                    return Err(ParseError { kind: ParseErrorKind::StrayQuote, column: at });
                }
                words.push(Token { text, column, quoted: true });
            }
            first => {
                let mut text = String::from(first);
                while let Some((at, c)) = chars.next_if(|&(_, c)| !c.is_whitespace() && c != '|') {
                    if c == '"' {
                        let column = at + 1;
                        return Err(ParseError { kind: ParseErrorKind::StrayQuote, column });
                    }
                    text.push(c);
                }
                words.push(Token { text, column, quoted: false });
            }
        }
    }
    Ok(words)
}

/// Reads up to the closing quote; the opening one, at `column`, is read already.
fn read_quoted(
    chars: &mut impl Iterator<Item = (usize, char)>,
    column: usize,
) -> Result<String, ParseError> {
    let unclosed = ParseError { kind: ParseErrorKind::UnclosedQuote, column };
    let mut text = String::new();
    loop {
        match chars.next() {
            None => return Err(unclosed),
            Some((_, '"')) => return Ok(text),
            Some((at, '\\')) => match chars.next() {
                Some((_, c @ ('"' | '\\'))) => text.push(c),
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, 'u')) => {
                    let code: String =
                        chars.by_ref().map(|(_, c)| c).take_while(|&c| c != '}').take(9).collect();
                    let digits = code.strip_prefix('{').unwrap_or("none");
                    let c = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
                    let found = format!("\\u{code}}}");
                    let kind = ParseErrorKind::BadEscape { found };
                    text.push(c.ok_or(ParseError { kind, column: at + 1 })?);
                }
                Some((_, c)) => {
                    let kind = ParseErrorKind::BadEscape { found: format!("\\{c}") };
                    return Err(ParseError { kind, column: at + 1 });
                }
                None => return Err(unclosed),
            },
            Some((_, c)) => text.push(c),
        }
    }
}
