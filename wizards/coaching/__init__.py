from . import (
    crm_coaching_answer,
    crm_coaching_exception,
    crm_coaching_succession,
)
