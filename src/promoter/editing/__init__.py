"""Changes to many posts, or to the facts behind them, at once: first seen, then done as they were seen.

Each `plan_...` changes nothing and gives an `Effect`; `carry_out` does what an effect shows, or refuses.
"""

from promoter.editing.beginning import begin_week, plan_reload, take_in
from promoter.editing.blog_facts import plan_blog_facts
from promoter.editing.blogs import plan_approve_blog, plan_decline_blog, plan_withdraw_blog
from promoter.editing.doing import do
from promoter.editing.effect import Change, Effect, Left, carry_out
from promoter.editing.facts import plan_confirm, plan_facts, plan_typed
from promoter.editing.handles import plan_handle
from promoter.editing.mistakes import FilesWouldBeWrong, HalfDone
from promoter.editing.naming import fact_in_words
from promoter.editing.shift import plan_shift
from promoter.editing.submissions import Check, Submission, submissions

__all__ = [
    "Change",
    "Check",
    "Effect",
    "FilesWouldBeWrong",
    "HalfDone",
    "Left",
    "Submission",
    "begin_week",
    "carry_out",
    "do",
    "fact_in_words",
    "plan_approve_blog",
    "plan_blog_facts",
    "plan_confirm",
    "plan_decline_blog",
    "plan_facts",
    "plan_handle",
    "plan_reload",
    "plan_shift",
    "plan_typed",
    "plan_withdraw_blog",
    "submissions",
    "take_in",
]
