"""What our own templates are compiled to: the same output as that of Jinja's own code, in two thirds of the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro

from buttress.pages import escaping

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.compiler import Frame


class PlainCode(CodeGenerator):
    """Escapes what is printed without an object around each text: only the whole of a page or macro needs one."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        """Writes the code of a template."""
        self.writeline(f"from {escaping.__name__} import escaped")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401 - Jinja's own
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class MacroContext(Context):
    """Calls macros at once: otherwise each is asked every time which of Jinja's objects it wants to be given."""

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever a template calls
        """Gives what a macro, function or method gives."""
        if type(called) is not Macro:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(self.eval_ctx, *args, **kwargs)


class PlainEnvironment(Environment):
    """An environment for templates of ours alone; those of a site run in Jinja's sandbox, on Jinja's own code."""

    code_generator_class = PlainCode
    context_class = MacroContext
