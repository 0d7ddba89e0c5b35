from . import coaching, gate, handover, icp
