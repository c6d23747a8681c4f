"""REDCap's data dictionary: its 18 columns, and what its kinds of field are called."""

from types import MappingProxyType

NAME = "Variable / Field Name"
FORM = "Form Name"
SECTION = "Section Header"
TYPE = "Field Type"
LABEL = "Field Label"
CHOICES = "Choices, Calculations, OR Slider Labels"
NOTE = "Field Note"
VALIDATION = "Text Validation Type OR Show Slider Number"
LEAST = "Text Validation Min"
MOST = "Text Validation Max"
IDENTIFIER = "Identifier?"
BRANCHING = "Branching Logic (Show field only if...)"
REQUIRED = "Required Field?"
ALIGNMENT = "Custom Alignment"
QUESTION_NUMBER = "Question Number (surveys only)"
MATRIX = "Matrix Group Name"
RANKING = "Matrix Ranking?"
ANNOTATION = "Field Annotation"

COLUMNS = (
    NAME, FORM, SECTION, TYPE, LABEL, CHOICES, NOTE, VALIDATION, LEAST, MOST, IDENTIFIER, BRANCHING, REQUIRED,
    ALIGNMENT, QUESTION_NUMBER, MATRIX, RANKING, ANNOTATION,
)  # fmt: skip

# How high a notes box is, which a data dictionary doesn't say.
NOTES_LINES = 4
# The same columns as REDCap's programs call them.
OF_PROGRAMS = MappingProxyType(
    {
        "field_name": NAME,
        "form_name": FORM,
        "section_header": SECTION,
        "field_type": TYPE,
        "field_label": LABEL,
        "select_choices_or_calculations": CHOICES,
        "field_note": NOTE,
        "text_validation_type_or_show_slider_number": VALIDATION,
        "text_validation_min": LEAST,
        "text_validation_max": MOST,
        "identifier": IDENTIFIER,
        "branching_logic": BRANCHING,
        "required_field": REQUIRED,
        "custom_alignment": ALIGNMENT,
        "question_number": QUESTION_NUMBER,
        "matrix_group_name": MATRIX,
        "matrix_ranking": RANKING,
        "field_annotation": ANNOTATION,
    }
)
