"""Compiles HL7's definitions of FHIR R4 into what `telepraxis.base.fhir` reads; runs when the house is built."""
