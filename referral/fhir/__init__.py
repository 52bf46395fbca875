"""The directory as FHIR R4 resources: Organization, Location, HealthcareService.

Pure: values to resources, and questions of FHIR's search to answers about values. Identifiers
are those of HSDS: who has a record by one interface finds it by the other.
"""
