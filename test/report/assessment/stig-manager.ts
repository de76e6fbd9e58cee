import {
  reviewsFromCkl,
  reviewsFromCklb,
  reviewsFromXccdf,
  type ImportOptions,
} from '@nuwcdivnpt/stig-manager-client-modules';
