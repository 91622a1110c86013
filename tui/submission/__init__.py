"""上报: what a sub-committee hands on to the department, looked at and handed on."""
