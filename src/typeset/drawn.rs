//! The function `code-path` of a letter's Typst: the modules of a code as one filled path.
//!
//! Built here and not of Typst's own `curve` functions, whose hundreds of calls a code would take longer than the
//! rest of the letter; and not as an SVG drawing, whose black would be exported as a mixture of three colours.

use std::sync::LazyLock;

use comemo::Tracked;
use typst::diag::{SourceResult, bail};
use typst::engine::Engine;
use typst::foundations::{
    Args, Bytes, CastInfo, Context, Func, NativeElement, NativeFuncData, NativeFuncPtr, Packed, Scope, Value,
};
use typst::layout::{Abs, Axes, Length, Rel};
use typst::visualize::{
    CloseMode, Color, CurveClose, CurveComponent, CurveElem, CurveLine, CurveMove, FillRule, Paint,
};

use super::codes::{Step, outline};

/// The function's name in templates.
pub(super) const NAME: &str = "code-path";

/// The function.
pub(super) fn function() -> Func {
    static DATA: NativeFuncData = NativeFuncData {
        function: NativeFuncPtr(&code_path),
        name: NAME,
        title: NAME,
        docs: "",
        def_site: None,
        keywords: &[],
        contextual: false,
        scope: LazyLock::new(&Scope::new),
        params: LazyLock::new(&Vec::new),
        returns: LazyLock::new(&|| CastInfo::Any),
    };
    Func::from(&DATA)
}

/// A square code, given as grey bytes, as a black path of one point a module: short whole numbers, which whoever
/// calls it scales to the size that is wanted.
fn code_path(_: &mut Engine<'_>, _: Tracked<'_, Context<'_>>, args: &mut Args) -> SourceResult<Value> {
    let (span, modules): (_, Bytes) = (args.span, args.expect("modules")?);
    let Some(steps) = outline(&modules) else {
        bail!(span, "a code has as many rows as columns, a grey byte each, and some are dark");
    };
    let components = steps.into_iter().map(component).collect();
    let black = Paint::Solid(Color::BLACK);
    let path = CurveElem::new(components).with_fill(Some(black)).with_fill_rule(FillRule::EvenOdd);
    Ok(Value::Content(path.pack().spanned(span)))
}

fn component(step: Step) -> CurveComponent {
    let at = |x: i32, y: i32| {
        let length = |points: i32| Rel::<Length>::from(Abs::pt(f64::from(points)));
        Axes::new(length(x), length(y))
    };
    match step {
        Step::Move(x, y) => CurveComponent::Move(Packed::new(CurveMove::new(at(x, y)))),
        Step::Line(x, y) => CurveComponent::Line(Packed::new(CurveLine::new(at(x, y)))),
        Step::Close => CurveComponent::Close(Packed::new(CurveClose::new().with_mode(CloseMode::Straight))),
    }
}
